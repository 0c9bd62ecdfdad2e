import { expect, test } from '@jest/globals';
import { readJson } from '../../../../src/routes/mcp/read-body.ts';
import { CapturedExchange } from '../../../support/captured-exchange.ts';

test.each([
  ['{"a":[1]}', { value: { a: [1] } }],
  ['null', { value: null }],
  ['', { status: 400, code: 'invalid_json' }],
  ['{"secret":"sk-canary"', { status: 400, message: expect.not.stringContaining('canary') }],
  ['x'.repeat(5_000_000), { status: 413 }],
])('%.20s', async (body, expected) => {
  expect(await readJson(new CapturedExchange({ body }))).toMatchObject(expected);
});

test('nobody is left', async () => {
  expect(await readJson(new CapturedExchange({ bodyFault: 'aborted' }))).toBeNull();
});
