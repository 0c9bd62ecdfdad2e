import { describe, expect, test } from '@jest/globals';
import { Secret } from '../../../src/core/secret.ts';
import type { PassThroughConfig } from '../../../src/config/types.ts';
import { KEY_HEADERS } from '../../../src/gateway/authenticate.ts';
import { downstreamHeaders, upstreamHeaders } from '../../../src/gateway/pass-through-headers.ts';
import { passThroughConfig } from '../../support/config-literals.ts';
import { scriptedHead } from '../../support/scripted-upstream.ts';

function toTarget(
  client: Record<string, string>,
  endpoint: Partial<PassThroughConfig> = {},
): Record<string, string> {
  const flat = upstreamHeaders(passThroughConfig(endpoint), Object.entries(client).flat());
  const pairs = flat.flatMap((part, i) => (i % 2 === 0 ? [[part, flat[i + 1] ?? '']] : []));
  return Object.fromEntries(pairs) as Record<string, string>;
}

const CLIENT = {
  Host: 'gateway',
  'Content-Type': 'application/json',
  Accept: 'text/plain',
  'User-Agent': 'curl',
  'X-Custom': 'yes',
};

describe('to the target', () => {
  test('goes what describes the body, and the configured headers', () => {
    const headers = { Authorization: new Secret('Bearer target-key') };
    expect(toTarget(CLIENT, { headers })).toEqual({
      'content-type': 'application/json',
      accept: 'text/plain',
      authorization: 'Bearer target-key',
    });
  });

  test("go the client's own where that is asked for; configured ones win over them", () => {
    const headers = { 'X-Custom': new Secret('ours') };
    expect(toTarget(CLIENT, { headers, forwardHeaders: true })).toEqual({
      'content-type': 'application/json',
      accept: 'text/plain',
      'user-agent': 'curl',
      'x-custom': 'ours',
    });
  });

  test.each([...KEY_HEADERS])("never goes the gateway's key in %s", (name) => {
    expect(toTarget({ [name]: 'sk-gateway' }, { forwardHeaders: true })).toEqual({});
    expect(toTarget({ [name.toUpperCase()]: 'sk-gateway' }, { forwardHeaders: true })).toEqual({});
  });

  test('goes a key of the client where the gateway itself asks for none', () => {
    const open = { forwardHeaders: true, auth: false };
    expect(toTarget({ authorization: 'Bearer theirs' }, open)).toEqual({
      authorization: 'Bearer theirs',
    });
  });

  test('go x-pass- headers under their own name, before all others', () => {
    const headers = { authorization: new Secret('configured') };
    const client = { 'X-Pass-Authorization': 'mine', 'x-pass-anthropic-beta': 'b', 'x-pass-': '?' };
    expect(toTarget(client, { headers, forwardHeaders: true })).toEqual({
      authorization: 'mine',
      'anthropic-beta': 'b',
    });
  });

  test.each([
    'connection',
    'content-length',
    'host',
    'transfer-encoding',
    'upgrade',
    'te',
    'expect',
  ])('%s is never forwarded, not even as x-pass-', (name) => {
    const client = { [name]: 'x', [`x-pass-${name}`]: 'y' };
    expect(toTarget(client, { forwardHeaders: true })).toEqual({});
  });

  test('go none that the client’s Connection header names', () => {
    const headers = { Connection: 'X-Hop, keep-alive', 'X-Hop': '1', 'X-Kept': '2' };
    expect(toTarget(headers, { forwardHeaders: true, headers: {} })).toEqual({ 'x-kept': '2' });
  });

  test('go the two Langfuse keys as one Basic header', () => {
    const headers = {
      LANGFUSE_PUBLIC_KEY: new Secret('pk'),
      LANGFUSE_SECRET_KEY: new Secret('sk'),
      'x-other': new Secret('1'),
    };
    expect(toTarget({}, { headers })).toEqual({ authorization: 'Basic cGs6c2s=', 'x-other': '1' });
  });
});

test('back to the client goes everything but the framing, with the id of the call', () => {
  const head = scriptedHead(200, {
    'Content-Type': 'text/plain',
    'Content-Length': '5',
    'Transfer-Encoding': 'chunked',
    Connection: 'close',
    'X-Target': 'yes',
    'Set-Cookie': 'a=1',
  });
  expect(downstreamHeaders(head, 'call-1')).toEqual([
    ...['x-litellm-call-id', 'call-1'],
    ...['Content-Type', 'text/plain'],
    ...['Content-Length', '5'],
    ...['X-Target', 'yes'],
    ...['Set-Cookie', 'a=1'],
  ]);
});
