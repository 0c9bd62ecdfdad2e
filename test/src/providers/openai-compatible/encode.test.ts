import { describe, expect, test } from '@jest/globals';
import { createProvider } from '../../../../src/providers/openai-compatible/adapter.ts';
import { encodeCall } from '../../../../src/providers/openai-compatible/encode.ts';
import type { Row } from '../../../../src/providers/openai-compatible/row.ts';
import { toCall } from '../../../support/golden.ts';

const ROW: Row = { name: 'some', base: 'https://api.some.test/v1' };
const STREAM = { model: 'the-model', messages: [], stream: true };

function encode(row: Row, client: Record<string, unknown>) {
  const call = toCall(createProvider(row), { client });
  const encoded = encodeCall(row, call);
  return 'body' in encoded ? (JSON.parse(encoded.body.toString()) as object) : encoded;
}

describe('encodeCall', () => {
  test('sends the very same buffer when nothing has to change', () => {
    const call = toCall(createProvider(ROW), { client: { model: 'the-model', messages: [] } });
    const encoded = encodeCall(ROW, call);
    expect('body' in encoded && encoded.body === call.request.body).toBe(true);
  });

  test('asks for usage in streams and keeps the other stream options', () => {
    const stream_options = { include_usage: false, include_obfuscation: false };
    expect(encode(ROW, { ...STREAM, stream_options })).toMatchObject({
      stream_options: { include_usage: true, include_obfuscation: false },
    });
  });

  test('asks for usage only as the client does where the server is unknown', () => {
    const row: Row = { ...ROW, streamUsage: 'as_client' };
    expect(encode(row, STREAM)).not.toHaveProperty('stream_options');
    const stream_options = { include_usage: true };
    expect(encode(row, { ...STREAM, stream_options })).toMatchObject({ stream_options });
  });

  test('sends no stream options where usage comes anyway', () => {
    const row: Row = { ...ROW, streamUsage: 'always' };
    const stream_options = { include_usage: true };
    expect(encode(row, { ...STREAM, stream_options })).toEqual(STREAM);
  });

  test('refuses an operation the provider does not have', () => {
    const row: Row = { ...ROW, operations: ['embedding'] };
    expect(encode(row, STREAM)).toEqual({
      unsupported: 'some does not serve chat requests.',
      param: null,
    });
  });
});
