import { createServer, type RequestListener, type Server } from 'node:http';
import { text } from 'node:stream/consumers';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { askGateway, type Asked } from '../../../commands/query-infra/ask-gateway.ts';
import { enterWorkplace, type Workplace } from '../../support/app.ts';
import { portFact } from '../../support/infra-facts.ts';

let place: Workplace;
let server: Server | null = null;
beforeEach(() => {
  place = enterWorkplace({ env: { LLMGW_KEY: 'sk-of-the-test' } });
});
afterEach(async () => {
  server?.close().closeAllConnections();
  await place.leave();
});

async function ask(listener: RequestListener): Promise<Asked> {
  const http = createServer(listener);
  server = http;
  await new Promise<void>((resolve) => void http.listen(0, '127.0.0.1', resolve));
  const address = http.address();
  const port = typeof address === 'object' && address !== null ? address.port : 0;
  const gateway = new URL(`http://127.0.0.1:${port}/base/`);
  return askGateway('what listens?', [portFact()], { gateway, model: 'gpt' }, place.context);
}

const completion = (content: unknown): string =>
  JSON.stringify({ choices: [{ message: { content } }] });

test('asks with the key, the facts and the question, and judges what is said', async () => {
  const seen: unknown[] = [];
  const reply = async (...[request, answer]: Parameters<RequestListener>): Promise<void> => {
    seen.push(request.url, request.headers.authorization, JSON.parse(await text(request)));
    answer.end(completion('node [F1]. \u001b[31m'));
  };
  const asked = await ask((request, answer) => void reply(request, answer));
  expect(asked).toMatchObject({ kind: 'answer', answer: { text: 'node [F1].  [31m' } });
  expect(seen).toEqual([
    '/base/v1/chat/completions',
    'Bearer sk-of-the-test',
    expect.objectContaining({ model: 'gpt', temperature: 0 }),
  ]);
});

describe('the facts are there without it', () => {
  test.each<[string, RequestListener]>([
    ['status 500', (_request, answer) => void answer.writeHead(500).end()],
    ['no chat completion', (_request, answer) => void answer.end('{"choices":[')],
    ['no chat completion', (_request, answer) => void answer.end(completion(''))],
    ['did not answer', (request) => void request.socket.destroy()],
  ])('%s', async (why, listener) => {
    expect(await ask(listener)).toEqual({ kind: 'none', why: expect.stringContaining(why) });
  });

  test('without a gateway, a model or facts nobody is asked', async () => {
    const gateway = new URL('http://127.0.0.1:1');
    const none = { kind: 'none', why: expect.any(String) };
    expect(
      await askGateway('x', [portFact()], { gateway: null, model: 'm' }, place.context),
    ).toEqual(none);
    expect(await askGateway('x', [portFact()], { gateway, model: null }, place.context)).toEqual(
      none,
    );
    expect(await askGateway('x', [], { gateway, model: 'm' }, place.context)).toEqual(none);
  });
});
