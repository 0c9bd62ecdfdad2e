import { describe, expect, test } from '@jest/globals';
import { parseOverride } from '../../../src/routes/override-order.ts';

const GOOD = { mode: 'forced_open', ttl: 60, reason: 'maintenance' };

function parse(body: unknown) {
  return parseOverride(Buffer.from(typeof body === 'string' ? body : JSON.stringify(body)));
}

test('an order that lasts has a mode, a time and somebody who wants it', () => {
  expect(parse({ ...GOOD, actor: ' alice ', ttl: 0.5 })).toEqual({
    ...{ mode: 'forced_open', ttlMs: 500, actor: 'alice', reason: 'maintenance' },
  });
});

test.each(['none', 'reset'])('%s is done at once and takes no time', (mode) => {
  expect(parse({ mode, reason: 'mended' })).toEqual({
    ...{ mode, ttlMs: null, actor: 'master key', reason: 'mended' },
  });
  expect(parse({ mode, ttl: 60, reason: 'mended' })).toMatchObject({ param: 'ttl' });
});

describe('an order that cannot be carried out', () => {
  test.each([
    ['mode', { ...GOOD, mode: 'force_open' }, /one of .*; did you mean "forced_open"\?/],
    ['mode', { ...GOOD, mode: undefined }, /one of forced_open, forced_closed/],
    ['mode', { ...GOOD, mode: 'toString' }, /one of/],
    ['ttl', { ...GOOD, ttl: undefined }, /is missing/],
    ['ttl', { ...GOOD, ttl: 0 }, /above 0/],
    ['ttl', { ...GOOD, ttl: 604_801 }, /at most 604800 \(7 days\)/],
    ['ttl', { ...GOOD, ttl: '60' }, /number of seconds/],
    ['reason', { ...GOOD, reason: undefined }, /is missing/],
    ['reason', { ...GOOD, reason: '  ' }, /must be a text/],
    ['reason', { ...GOOD, reason: 'x'.repeat(201) }, /at most 200/],
    ['reason', { ...GOOD, reason: 'a\u001b[2J' }, /control characters/],
    ['actor', { ...GOOD, actor: 7 }, /must be a text/],
    ['actor', { ...GOOD, actor: 'a\nb' }, /control characters/],
    ['reasn', { ...GOOD, reasn: 'x' }, /Did you mean "reason"\?/],
    [null, '[]', /JSON object/],
    [null, '{"mode":', /not valid JSON: it ends too early/],
  ])('names %s as what is wrong', (param, body, words) => {
    expect(parse(body)).toMatchObject({
      status: 400,
      type: 'invalid_request_error',
      param,
      message: expect.stringMatching(words),
    });
  });
});
