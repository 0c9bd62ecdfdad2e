import { createServer } from 'node:http';
import { afterEach, expect, test } from '@jest/globals';
import { createDeadMan } from '../../../commands/ingest-state/dead-man.ts';
import { enterWorkplace, type Workplace } from '../../support/app.ts';

let place: Workplace;
afterEach(async () => place.leave());

test('is told where it began and how it ended, and its failure is kept, not thrown', async () => {
  place = enterWorkplace();
  const calls: string[] = [];
  const server = createServer(({ url = '' }, answer) => {
    calls.push(url);
    answer.writeHead(calls.length > 2 ? 500 : 200).end();
  });
  await new Promise<void>((resolve) => void server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  const port = typeof address === 'object' && address !== null ? address.port : 0;
  const deadMan = createDeadMan(place.context, new URL(`http://127.0.0.1:${port}/id/?a=1`), 'RUN');
  await deadMan.start();
  await deadMan.end(0, {});
  expect(deadMan.failure()).toBeNull();
  await deadMan.end(8, { why: 'x'.repeat(100_000) });
  expect(calls).toEqual(['/id/start?a=1&rid=RUN', '/id?a=1&rid=RUN', '/id/fail?a=1&rid=RUN']);
  expect(deadMan.failure()).toContain('500');
  server.close().closeAllConnections();
});

test('none is told nothing', async () => {
  place = enterWorkplace();
  const deadMan = createDeadMan(place.context, null, 'RUN');
  await deadMan.start();
  await deadMan.end(1, {});
  expect(deadMan.failure()).toBeNull();
});
