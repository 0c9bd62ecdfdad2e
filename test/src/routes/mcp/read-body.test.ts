import { expect, test } from '@jest/globals';
import { readJson } from '../../../../src/routes/mcp/read-body.ts';
import { CapturedExchange } from '../../../support/captured-exchange.ts';

test.each([
  ['{"a":[1]}', { value: { a: [1] } }],
  ['null', { value: null }],
  ['', { status: 400, code: 'invalid_json' }],
  ['x'.repeat(5_000_000), { status: 413 }],
])('%.20s', async (body, expected) => {
  expect(await readJson(new CapturedExchange({ body }))).toMatchObject(expected);
});

test('what was sent is not shown', async () => {
  const read = await readJson(new CapturedExchange({ body: '{"secret":"sk-canary"' }));
  expect(read).toMatchObject({ status: 400 });
  expect(JSON.stringify(read)).not.toContain('canary');
});

test('nobody is left', async () => {
  expect(await readJson(new CapturedExchange({ bodyFault: 'aborted' }))).toBeNull();
});
