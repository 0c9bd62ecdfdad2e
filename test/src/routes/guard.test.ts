import { createHash } from 'node:crypto';
import { describe, expect, test } from '@jest/globals';
import { createAuthenticator } from '../../../src/gateway/authenticate.ts';
import type { Gateway } from '../../../src/gateway/gateway.ts';
import { withMasterKey, withPrincipal } from '../../../src/routes/guard.ts';
import type { RouteHandler } from '../../../src/routes/route.ts';
import { Secret } from '../../../src/core/secret.ts';
import { listenWith } from '../../support/http-server.ts';
import { MASTER_KEY } from '../../support/app.ts';

/** A gateway that knows the master key and one virtual key, as far as guards look at it. */
function gatewayWith(masterKey: Secret | null): Gateway {
  const authenticator = createAuthenticator(masterKey, null, (keyHash) =>
    Promise.resolve(keyHash === USER_HASH ? { keyHash, role: null } : null),
  );
  const runtime = { authenticator, config: { llmgw: { errorCode: 'stable' } } };
  return { runtime, access: null } as unknown as Gateway;
}

const USER_HASH = createHash('sha256').update('sk-user').digest('hex');

async function ask(guard: typeof withPrincipal, key: string | null, open = false) {
  const gateway = gatewayWith(open ? null : new Secret(MASTER_KEY));
  const handle: RouteHandler = (exchange, params) => {
    exchange.writeHead(200, []);
    exchange.end(params.join());
  };
  const guarded = guard(gateway, handle);
  const listening = await listenWith((exchange) => guarded(exchange, ['a', 'b']));
  const headers = key === null ? {} : { authorization: `Bearer ${key}` };
  const response = await fetch(`http://127.0.0.1:${listening.port}/`, { headers });
  const text = await response.text();
  listening.stop();
  return `${response.status} ${response.status === 200 ? text : JSON.parse(text).error.code}`;
}

describe('withPrincipal', () => {
  test.each([
    [MASTER_KEY, '200 a,b'],
    ['sk-user', '200 a,b'],
    ['sk-other', '401 invalid_api_key'],
    [null, '401 missing_api_key'],
  ])('answers the key %s with %s', async (key, expected) => {
    expect(await ask(withPrincipal, key)).toBe(expected);
  });
});

describe('withMasterKey', () => {
  test.each([
    [MASTER_KEY, '200 a,b'],
    ['sk-user', '403 admin_only'],
    ['sk-other', '401 invalid_api_key'],
    [null, '401 missing_api_key'],
  ])('answers the key %s with %s', async (key, expected) => {
    expect(await ask(withMasterKey, key)).toBe(expected);
  });

  test('lets everybody in where there is no master key', async () => {
    expect(await ask(withMasterKey, null, true)).toBe('200 a,b');
  });
});
