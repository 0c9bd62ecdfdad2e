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
