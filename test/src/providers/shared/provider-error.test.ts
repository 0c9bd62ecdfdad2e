import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import {
  breach,
  describeForeignBody,
  findErrorInAnswer,
  readProviderError,
  redactKeys,
} from '../../../../src/providers/shared/provider-error.ts';

describe('redactKeys', () => {
  test.each([
    ['sk-proj-abcdefghijklmnop', '[redacted]'],
    ['key sk-ab12****wxyz is wrong', 'key [redacted] is wrong'],
    ['gsk_abcdefgh12345678', '[redacted]'],
    ['xai-abcdefgh12345678', '[redacted]'],
    ['Authorization: Bearer abc.def-123', 'Authorization: [redacted]'],
    ['GET /v1?key=AIzaSyA&x=1', 'GET /v1?key=[redacted]&x=1'],
    ['token 0123456789abcdef0123456789abcdef!', 'token [redacted]!'],
    ['eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxIn0.abc', '[redacted]'],
  ])('blackens %s', (text, clean) => {
    expect(redactKeys(text)).toBe(clean);
  });

  test.each([
    'The model accounts/fireworks/models/llama-v3p1-405b-instruct does not exist.',
    'Nous-Hermes-2-Mixtral-8x7B-DPO is a risk-free, task-based model.',
    'request 7b0c9b0e-5b0a-4a52-9c0b-0c5f3a1f2e11 failed',
    "Unsupported value: 'temperature' does not support 0.2 with this model.",
  ])('leaves %s', (text) => {
    expect(redactKeys(text)).toBe(text);
  });
});

describe('readProviderError', () => {
  test('never throws, and always gives the status and a message', () => {
    fc.assert(
      fc.property(fc.oneof(fc.json(), fc.string()), (text) => {
        const error = readProviderError(500, Buffer.from(text));
        expect(error.status).toBe(500);
        expect(error.message).not.toBe('');
      }),
    );
  });

  test('shortens text of unknown make and takes tags and scripts out', () => {
    const page = `<script>var a = "<b>"</script><p>${'word '.repeat(100)}</p>`;
    const { message } = readProviderError(500, Buffer.from(page));
    expect(message).toHaveLength(200);
    expect(message).toMatch(/^word word/);
  });

  test('reads the first error of a list', () => {
    const body = Buffer.from('[{"error":{"code":400,"message":"bad","status":"INVALID"}}]');
    expect(readProviderError(400, body)).toMatchObject({ message: 'bad', code: '400' });
  });
});

describe('findErrorInAnswer', () => {
  test('takes the status from the numeric code', () => {
    expect(findErrorInAnswer({ error: { message: 'x', code: '429' } })?.status).toBe(429);
    expect(findErrorInAnswer({ error: { message: 'x', code: 'oops' } })?.status).toBe(502);
  });

  test('finds nothing where error is null, empty or absent', () => {
    expect(findErrorInAnswer({ error: null })).toBeNull();
    expect(findErrorInAnswer({ error: '' })).toBeNull();
    expect(findErrorInAnswer({ choices: [] })).toBeNull();
  });
});

describe('describeForeignBody', () => {
  test('says what came', () => {
    expect(describeForeignBody(Buffer.from(' '))).toEqual(
      breach('The provider sent an empty answer.'),
    );
    expect(describeForeignBody(Buffer.from('OK')).message).toBe(
      'The provider sent something that is not the JSON expected: OK',
    );
  });
});
