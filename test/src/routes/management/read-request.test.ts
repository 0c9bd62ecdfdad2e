import { describe, expect, test } from '@jest/globals';
import {
  checkParams,
  MOST_BYTES,
  readBody,
  readQuery,
} from '../../../../src/routes/management/read-request.ts';
import { CapturedExchange } from '../../../support/captured-exchange.ts';

const read = (body: string) => readBody(new CapturedExchange({ body }));

describe('readBody', () => {
  test('gives an object; nothing at all is an empty one', async () => {
    expect(await read('{"a":[1,"x"]}')).toEqual({ a: [1, 'x'] });
    expect(await read(' ')).toEqual({});
  });

  test.each(['[]', '1', 'null', '{"a"', '\u0000'])('%j is refused', async (body) => {
    await expect(read(body)).rejects.toMatchObject({
      error: { status: 400, code: 'invalid_json' },
    });
  });

  test('a fault in the JSON is told without what is in it', async () => {
    await expect(read('{"key": "sk-secret" x')).rejects.not.toThrow('sk-secret');
  });

  test.each([
    ['{"a":"\\u0000"}', 'a'],
    ['{"a":{"b":["\\ud800"]}}', 'a'],
    ['{"a":{"x\\u0000":1}}', 'a'],
  ])('%s holds what cannot be stored', async (body, param) => {
    await expect(read(body)).rejects.toMatchObject({ error: { status: 400, param } });
  });

  test('both halves of a pair are one character', async () => {
    expect(await read('{"a":"\\ud83d\\ude00"}')).toEqual({ a: '😀' });
  });

  test('depth and size have bounds', async () => {
    const deep = `{"a":${'['.repeat(100)}${']'.repeat(100)}}`;
    await expect(read(deep)).rejects.toMatchObject({ error: { status: 400, param: 'a' } });
    const large = JSON.stringify({ a: 'x'.repeat(MOST_BYTES) });
    await expect(read(large)).rejects.toMatchObject({ error: { status: 413 } });
  });

  test('a client that has left is answered nothing', async () => {
    expect(await readBody(new CapturedExchange({ bodyFault: 'aborted' }))).toBeNull();
  });
});

test.each(['a=%00', `a=${'x'.repeat(513)}`, 'a=1&b=%00'])('the query %# is refused', (query) => {
  expect(() => readQuery(new CapturedExchange({ query }))).toThrow(/at most 512|cannot be stored/);
});

test('parts of the path are checked as the query is', () => {
  expect(checkParams(['a'])).toEqual(['a']);
  expect(() => checkParams(['\0'])).toThrow('cannot be stored');
});
