import { describe, expect, test } from '@jest/globals';
import { parseLlmRequest, type ModelOverride } from '../../../src/gateway/parse-request.ts';

const MESSAGES = [{ role: 'user', content: 'hello' }];
const NONE: ModelOverride = { fromPath: null, forced: null };

function parse(body: string | Buffer | object, override: Partial<ModelOverride> = {}) {
  const isRaw = typeof body === 'string' || Buffer.isBuffer(body);
  const bytes = Buffer.from(isRaw ? body : JSON.stringify(body));
  return parseLlmRequest('chat', bytes, { ...NONE, ...override });
}

function spanText(request: ReturnType<typeof parse>, key: string): string | undefined {
  if ('status' in request) throw new Error(request.message);
  const span = request.spans.get(key);
  return span && request.body.subarray(span.start, span.end).toString();
}

describe('a good request', () => {
  test('is read, and its bytes stay as they came', () => {
    const text = '{ "model" : "m",\n"messages":[{"role":"user","content":"h\\u00e9"}], "x": 1e2 }';
    const request = parse(text);
    expect(request).toMatchObject({
      operation: 'chat',
      model: 'm',
      stream: false,
      includeUsage: false,
      body: Buffer.from(text),
      json: { model: 'm', x: 100 },
    });
    expect(spanText(request, 'model')).toBe('"m"');
    expect(spanText(request, 'x')).toBe('1e2');
  });

  test('says whether it wants a stream, and its usage', () => {
    const body = { model: 'm', messages: MESSAGES, stream: true };
    expect(parse(body)).toMatchObject({ stream: true, includeUsage: false });
    const asking = { ...body, stream_options: { include_usage: true } };
    expect(parse(asking)).toMatchObject({ includeUsage: true });
    expect(parse({ ...body, stream_options: null })).toMatchObject({ includeUsage: false });
  });
});

describe('the model', () => {
  test('comes from the path when the body names none, and is written into the body', () => {
    const request = parse({ messages: MESSAGES }, { fromPath: 'path "model"' });
    expect(request).toMatchObject({ model: 'path "model"' });
    expect(spanText(request, 'model')).toBe('"path \\"model\\""');
    expect(spanText(request, 'messages')).toBe(JSON.stringify(MESSAGES));
    if ('status' in request) throw new Error(request.message);
    expect(JSON.parse(request.body.toString())).toMatchObject({ messages: MESSAGES });
  });

  test('of the path wins over the body, as with Azure, and the forced one over both', () => {
    const body = { model: 'body', messages: MESSAGES };
    expect(parse(body, { fromPath: 'path' })).toMatchObject({ model: 'path' });
    expect(parse({ ...body, model: '' }, { fromPath: 'path' })).toMatchObject({ model: 'path' });
    expect(parse(body, { fromPath: 'path', forced: 'forced' })).toMatchObject({ model: 'forced' });
    expect(parse({ messages: MESSAGES }, { forced: 'forced' })).toMatchObject({ model: 'forced' });
  });

  test.each([[undefined], [null], ['']])('is missing when it is %p', (model) => {
    const refusal = parse({ model, messages: MESSAGES });
    expect(refusal).toMatchObject({ status: 400, code: 'missing_model', param: 'model' });
  });

  test.each([[1], [['m']], [{ name: 'm' }], [true]])('must be a string, not %p', (model) => {
    const refusal = parse({ model, messages: MESSAGES });
    expect(refusal).toMatchObject({ code: 'missing_model', message: '"model" must be a string.' });
  });
});

describe('a body that is no request', () => {
  test.each([
    ['', 'empty_body', 'no body'],
    ['{"model": oops, "prompt": "canary"}', 'invalid_json', 'syntax error at byte 10'],
    ['{"model":"m","messages":[{"content":"canary', 'invalid_json', 'ends too early'],
    ['["canary"]', 'invalid_json', 'must be a JSON object'],
    ['"canary"', 'invalid_json', 'must be a JSON object'],
    ['null', 'invalid_json', 'must be a JSON object'],
  ])('is refused with its reason and without an excerpt: %p', (text, code, said) => {
    const refusal = parse(text);
    expect(refusal).toMatchObject({ status: 400, code });
    const { message } = refusal as { message: string };
    expect(message).toContain(said);
    expect(message).not.toContain('canary');
  });

  test('is refused when it is not UTF-8: two readers would see two texts', () => {
    const bytes = Buffer.from('{"model":"m\xff","messages":[{"role":"user"}]}', 'latin1');
    const message = 'The body is not valid UTF-8.';
    expect(parse(bytes)).toMatchObject({ code: 'invalid_json', message });
  });

  test.each([
    ['{"model":"a","messages":[{"role":"user"}],"model":"b"}', 'model'],
    ['{"model":"a","messages":[{"role":"user"}],"mod\\u0065l":"b"}', 'model'],
    ['{"model":"a","x":{"y":1},"messages":[{"role":"user"}],"x":2}', 'x'],
  ])('is refused when a key occurs twice, spelled differently or not: %p', (text, key) => {
    const refusal = parse(text);
    expect(refusal).toMatchObject({ status: 400, code: 'duplicate_key' });
    expect((refusal as { message: string }).message).toContain(`"${key}"`);
  });

  test('may have the same key at different depths', () => {
    const text = '{"model":"a","messages":[{"role":"user","model":"x"}],"y":{"model":"z"}}';
    expect(parse(text)).toMatchObject({ model: 'a' });
  });

  test('does not reach into the prototype', () => {
    const request = parse(
      `{"model":"a","messages":${JSON.stringify(MESSAGES)},"__proto__":{"stream":true}}`,
    );
    expect(request).toMatchObject({ stream: false });
  });
});
