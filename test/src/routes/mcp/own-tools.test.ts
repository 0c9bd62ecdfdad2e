import { expect, test } from '@jest/globals';
import type { Access } from '../../../../src/access/access.ts';
import { scopeOf, WHOLE_SCOPE, type McpScope } from '../../../../src/mcp/gateway/scope.ts';
import type { Principal } from '../../../../src/gateway/principal.ts';
import { ownTools } from '../../../../src/routes/mcp/own-tools.ts';
import { makeMcpRig } from '../../../support/mcp-rig.ts';

const NO_SCOPE = scopeOf({ key: null, team: null });
const ADMIN: Principal = { kind: 'admin', keyHash: 'a' };
const KEY: Principal = { kind: 'key', keyHash: 'h', grant: { keyHash: 'h', role: null } };

function begin(principal: Principal, scope: McpScope) {
  const rig = makeMcpRig({
    deployments: [
      { id: 'one', modelName: 'gpt' },
      { id: 'two', modelName: 'other' },
    ],
    access: { visibleGroups: () => ['gpt'] } as Partial<Access> as Access,
  });
  return ownTools(rig.parts, principal, scope);
}

const names = (principal: Principal, scope: McpScope) =>
  begin(principal, scope).map(({ tool }) => tool.name);

test('models for every key, the inside for whoever may look there', () => {
  expect(names(ADMIN, WHOLE_SCOPE)).toEqual(['list_models', 'deployment_health', 'query_infra']);
  expect(names(KEY, NO_SCOPE)).toEqual(['list_models']);
  expect(names({ kind: 'anybody', keyHash: '' }, NO_SCOPE)).toEqual([]);
  const key = { servers: [], accessGroups: [], tools: { llmgw: ['query_infra'] } };
  expect(names(KEY, scopeOf({ key, team: null }))).toEqual(['list_models', 'query_infra']);
});

test('the models are those of the key', async () => {
  const [models] = begin(KEY, NO_SCOPE);
  expect((await models?.call({}))?.structuredContent).toEqual({ models: [{ id: 'gpt' }] });
  const [all] = begin(ADMIN, WHOLE_SCOPE);
  expect((await all?.call({}))?.structuredContent).toEqual({
    models: [{ id: 'gpt' }, { id: 'other' }],
  });
});

test('the health of deployments, of one model or of all, without credentials', async () => {
  const health = begin(ADMIN, WHOLE_SCOPE).find(({ tool }) => tool.name === 'deployment_health');
  const all = await health?.call({});
  expect(all?.structuredContent).toMatchObject({
    deployments: [{ model_id: 'one' }, { model_id: 'two' }],
  });
  const one = await health?.call({ model: 'other' });
  expect(one?.structuredContent).toMatchObject({ deployments: [{ model_id: 'two' }] });
  expect(JSON.stringify(all)).not.toMatch(/sk-/);
});
