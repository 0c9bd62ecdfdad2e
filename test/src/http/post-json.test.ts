import { describe, expect, test } from '@jest/globals';
import { postJson, type JsonPost } from '../../../src/http/post-json.ts';
import { ScriptedUpstream } from '../../support/scripted-upstream.ts';
import { VirtualClock } from '../../support/virtual-clock.ts';

function send(changes: Partial<JsonPost> = {}) {
  const clock = new VirtualClock();
  const upstream = new ScriptedUpstream();
  const result = postJson(upstream, clock, {
    url: new URL('http://gateway.internal:4000/below/path?a=b'),
    headers: ['authorization', 'Bearer sk-secret'],
    body: '{"a":1}',
    timeoutMs: 5_000,
    maxBytes: 100,
    ...changes,
  });
  return { clock, call: upstream.call(0), result };
}

describe('posting a document', () => {
  test('sends it with its headers, and reads the answer to its end', async () => {
    const { call, result, clock } = send();
    expect(call.request).toMatchObject({
      ...{ origin: 'http://gateway.internal:4000', method: 'POST', path: '/below/path?a=b' },
      headers: expect.arrayContaining(['authorization', 'content-type', 'application/json']),
      body: Buffer.from('{"a":1}'),
    });
    call.head(201);
    call.data('{"ok":');
    call.data('true}');
    call.end();
    expect(await result).toEqual({ kind: 'answer', status: 201, text: '{"ok":true}' });
    expect(clock.pending).toBe(0);
  });

  test('gives up when there is no answer in time', async () => {
    const { call, result, clock } = send();
    call.head(200);
    clock.advance(5_000);
    expect(call.aborted).toBe(true);
    expect(await result).toEqual({
      ...{ kind: 'fault', reason: 'timeout' },
      message: 'gateway.internal:4000 sent no answer within 5 s',
    });
  });

  test('gives up on an answer that is too long', async () => {
    const { call, result, clock } = send();
    call.head(200);
    expect(call.data('x'.repeat(101))).toBe(false);
    expect(call.aborted).toBe(true);
    expect(await result).toMatchObject({ kind: 'fault', reason: 'too_large' });
    expect(clock.pending).toBe(0);
  });

  test('says what went wrong on the way, without its headers', async () => {
    const { call, result } = send();
    call.fail('connect_refused');
    const fault = await result;
    expect(fault).toMatchObject({ kind: 'fault', reason: 'connect_refused' });
    expect(JSON.stringify(fault)).not.toContain('sk-secret');
  });
});
