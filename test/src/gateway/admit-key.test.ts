import { describe, expect, test } from '@jest/globals';
import { admitKey, type KeyRequest } from '../../../src/gateway/admit-key.ts';
import { fakeAccess, fakeBilling, GRANT } from '../../support/fake-access.ts';
import { llmRequest, makeGateway } from '../../support/gateway.ts';

const MARKS = { endUserId: 'customer', tags: ['t'], sessionId: '' };

function asked(parts: Partial<KeyRequest> = {}): KeyRequest {
  return {
    principal: { kind: 'key', keyHash: GRANT.keyHash, grant: GRANT },
    request: llmRequest(),
    route: makeGateway().route(),
    routes: makeGateway().runtime.table,
    path: '/v1/chat/completions',
    marks: MARKS,
    ...parts,
  };
}

describe('a virtual key', () => {
  test('is asked about with everything that its limits depend on', () => {
    const access = fakeAccess();
    const admission = admitKey({ access, billing: fakeBilling() }, asked());
    expect(admission).toMatchObject({ caller: { keyAlias: 'alias' } });
    expect(access.uses).toEqual([
      {
        model: 'group',
        group: 'group',
        fallbacks: [],
        path: '/v1/chat/completions',
        endUserId: 'customer',
        tags: ['t'],
        free: false,
      },
    ]);
  });

  test('is told which groups cost nothing', () => {
    const access = fakeAccess();
    void admitKey({ access, billing: fakeBilling(true) }, asked());
    expect(access.uses[0]?.free).toBe(true);
  });

  test('is asked about the fallbacks that the request names, as far as they exist', () => {
    const access = fakeAccess();
    const json = { fallbacks: ['group', { model: 'nobody' }] };
    const request = { ...llmRequest(), json };
    void admitKey({ access, billing: fakeBilling(true) }, asked({ request }));
    expect(access.uses[0]).toMatchObject({
      fallbacks: [{ model: 'group', group: 'group' }],
      free: true,
    });
    const disabled = { ...request, json: { ...json, disable_fallbacks: true } };
    void admitKey({ access, billing: null }, asked({ request: disabled }));
    expect(access.uses[1]).toMatchObject({ fallbacks: [], free: false });
  });

  test('is not called free while a fallback that the request names costs something', () => {
    const access = fakeAccess();
    const { runtime, route, deployment } = makeGateway({
      deployments: [
        { id: 'free', modelName: 'group' },
        { id: 'dear', modelName: 'dear' },
      ],
    });
    const billing = { ...fakeBilling(), isFree: (one: unknown) => one === deployment('free') };
    const request = { ...llmRequest(), json: { fallbacks: ['dear'] } };
    void admitKey(
      { access, billing },
      asked({ request, routes: runtime.table, route: route('group') }),
    );
    expect(access.uses[0]?.free).toBe(false);
  });

  test('is refused where nobody can check it any more', () => {
    expect(admitKey({ access: null, billing: null }, asked())).toMatchObject({
      status: 503,
      code: 'database_unavailable',
    });
  });
});

describe('the master key', () => {
  const admin = { kind: 'admin', keyHash: 'a'.repeat(64) } as const;

  test('needs no place where nobody counts', () => {
    const access = fakeAccess();
    expect(admitKey({ access, billing: null }, asked({ principal: admin }))).toBeNull();
  });

  test('is let in, and charged under the name LiteLLM gives it', () => {
    const billing = fakeBilling();
    const admission = admitKey({ access: null, billing }, asked({ principal: admin }));
    expect(admission).toMatchObject({
      caller: {
        keyHash: admin.keyHash,
        userId: 'default_user_id',
        endUserId: 'customer',
        tags: ['t'],
      },
      headers: [],
    });
  });
});

test('somebody without a key is nobody', () => {
  const principal = { kind: 'anybody', keyHash: '' } as const;
  const admission = admitKey({ access: null, billing: fakeBilling() }, asked({ principal }));
  expect(admission).toMatchObject({ caller: { keyHash: '', userId: '' } });
});

test('a key that nobody could check is charged all the same', () => {
  const principal = { kind: 'unchecked', keyHash: 'b'.repeat(64) } as const;
  const admission = admitKey({ access: null, billing: fakeBilling() }, asked({ principal }));
  expect(admission).toMatchObject({ caller: { keyHash: principal.keyHash, userId: '' } });
});
