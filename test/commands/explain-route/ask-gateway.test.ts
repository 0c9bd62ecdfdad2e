import { createServer, type RequestListener, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { askGateway } from '../../../commands/explain-route/ask-gateway.ts';
import { enterWorkplace, type Workplace } from '../../support/app.ts';
import { findFreePort } from '../../support/server-process.ts';

const KEY = 'sk-of-the-gateway-0123456789';

let place: Workplace;
let server: Server | null = null;

beforeEach(() => {
  place = enterWorkplace({ env: { LLMGW_KEY: KEY } });
});

afterEach(async () => {
  server?.closeAllConnections();
  await new Promise((resolve) => (server === null ? resolve(null) : server.close(resolve)));
  server = null;
  await place.leave();
});

async function serve(listener: RequestListener): Promise<string> {
  const listening = createServer(listener);
  server = listening;
  await new Promise<void>((resolve) => listening.listen(0, '127.0.0.1', resolve));
  return `http://127.0.0.1:${(listening.address() as AddressInfo).port}`;
}

function ask(url: string, timeoutMs = 5_000) {
  const question = { url: new URL(url), assume: 'quota', timeoutMs } as const;
  return askGateway(question, place.context, '{"model":"gpt"}');
}

function answering(status: number, body: string): RequestListener {
  return (request, response) => {
    request.resume();
    response.writeHead(status, { 'content-type': 'application/json' }).end(body);
  };
}

describe('asking a gateway', () => {
  test('sends the request with the key, and takes its plan', async () => {
    const seen: unknown[] = [];
    const plan = { schema: 'llmgw.explain-route/v1', model: 'a\u001b[2Jb' };
    const origin = await serve((request, response) => {
      const { method, url, headers } = request;
      seen.push([method, url, headers.authorization]);
      answering(200, JSON.stringify(plan))(request, response);
    });
    expect(await ask(`${origin}/below/`)).toMatchObject({ model: 'a [2Jb' });
    expect(seen).toEqual([['POST', '/below/health/route?assume=quota', `Bearer ${KEY}`]]);
  });

  test.each([
    [401, { error: { message: 'No key.', code: 'no_key' } }, 'E_AUTH_REQUIRED'],
    [403, { error: { message: 'Another key.', code: 'admin_only' } }, 'E_AUTH_REQUIRED'],
    [400, { error: { message: 'Did you mean?', code: 'model_not_found' } }, 'E_UNKNOWN_MODEL'],
    [400, { error: { message: 'Wrong.', code: 'invalid_type' } }, 'E_REMOTE'],
    [404, { detail: 'Not Found' }, 'E_REMOTE'],
    [200, { schema: 'llmgw.explain-route/v9' }, 'E_REMOTE'],
    [502, null, 'E_REMOTE'],
  ])('%i with %j is %s', async (status, body, code) => {
    const asked = ask(await serve(answering(status, JSON.stringify(body))));
    await expect(asked).rejects.toMatchObject({ code });
  });

  test('a page instead of a document is an error of the other side', async () => {
    const asked = ask(await serve(answering(200, '<html>')));
    await expect(asked).rejects.toMatchObject({ code: 'E_REMOTE' });
  });

  test('nobody there, or nobody who answers, is unreachable', async () => {
    const nobody = ask(`http://127.0.0.1:${await findFreePort()}`);
    await expect(nobody).rejects.toMatchObject({ code: 'E_UNREACHABLE' });
    const silent = ask(await serve(() => undefined), 50);
    await expect(silent).rejects.toMatchObject({
      code: 'E_UNREACHABLE',
      message: expect.stringContaining('within 0.05 s'),
    });
  });
});
