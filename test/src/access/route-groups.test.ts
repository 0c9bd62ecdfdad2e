import { expect, test } from '@jest/globals';
import { ROUTE_GROUPS } from '../../../src/access/route-groups.ts';
import { allowsPath, compileRoutes } from '../../../src/access/route-rule.ts';

function inGroups(path: string): readonly string[] {
  return Object.keys(ROUTE_GROUPS).filter((name) => {
    const rule = compileRoutes([name]);
    return rule !== null && allowsPath(rule, path);
  });
}

test.each([
  ['/v1/chat/completions', ['openai_routes', 'llm_api_routes']],
  ['/chat/completions', ['openai_routes', 'llm_api_routes']],
  ['/openai/deployments/gpt-4/chat/completions', ['openai_routes', 'llm_api_routes']],
  ['/v1/models', ['openai_routes', 'llm_api_routes']],
  ['/v1/messages', ['llm_api_routes']],
  ['/anthropic/v1/messages', ['llm_api_routes']],
  ['/mcp', ['llm_api_routes']],
  ['/key/generate', ['management_routes']],
  ['/key/info', ['info_routes', 'management_routes']],
  ['/metrics', []],
  ['/keys', []],
])('%s belongs to %j', (path, groups) => {
  expect(inGroups(path)).toEqual(groups);
});
