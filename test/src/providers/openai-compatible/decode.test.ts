import { describe, expect, test } from '@jest/globals';
import { createProvider } from '../../../../src/providers/openai-compatible/adapter.ts';
import { decodeAnswer } from '../../../../src/providers/openai-compatible/decode.ts';
import type { Row } from '../../../../src/providers/openai-compatible/row.ts';
import { toCall } from '../../../support/golden.ts';

const ROW: Row = { name: 'some', base: 'https://api.some.test/v1' };
const call = toCall(createProvider(ROW), {});
const decode = (text: string, row: Row = ROW) => decodeAnswer(row, call, Buffer.from(text));

describe('decodeAnswer', () => {
  test('gives the very same buffer when the model is the shown one already', () => {
    const body = Buffer.from('{"model":"shown-model","choices":[]}');
    expect(decodeAnswer(ROW, call, body)).toMatchObject({ body, usage: null, finishReason: null });
  });

  test('adds a model where the provider gave none', () => {
    const decoded = decode('{"choices":[]}');
    expect('body' in decoded && decoded.body.toString()).toBe(
      '{"model":"shown-model","choices":[]}',
    );
  });

  test('writes the answer anew only where a choice was repaired', () => {
    const row: Row = { ...ROW, fixChoice: (choice) => ({ ...choice, fixed: true }) };
    const decoded = decode('{"model":"m","choices":[{"finish_reason":"stop"}]}', row);
    expect(decoded).toMatchObject({ finishReason: 'stop' });
    expect('body' in decoded && decoded.body.toString()).toBe(
      '{"model":"shown-model","choices":[{"finish_reason":"stop","fixed":true}]}',
    );
  });

  test.each(['', 'null', '[]', '"text"', '{"choices":', '<html>', '{"choices":{}}'])(
    'takes %j for a failure of the provider',
    (text) => {
      expect(decode(text)).toMatchObject({ status: 502 });
    },
  );
});
