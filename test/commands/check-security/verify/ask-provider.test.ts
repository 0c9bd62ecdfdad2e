import { expect, test } from '@jest/globals';
import { askProvider } from '../../../../commands/check-security/verify/ask-provider.ts';
import type { UpstreamClient, UpstreamHandler } from '../../../../src/http/upstream.ts';
import { VirtualClock } from '../../../support/virtual-clock.ts';

const VERIFICATION = {
  provider: 'groq',
  url: new URL('https://api.groq.com/openai/v1/models'),
  headers: (key: string) => ({ authorization: `Bearer ${key}` }),
};

/** A client whose one call is played by hand. */
function played(play: (handler: UpstreamHandler) => void) {
  const seen = { aborted: 0, headers: [] as readonly string[] };
  const client: UpstreamClient = {
    send({ headers }, handler) {
      seen.headers = headers;
      queueMicrotask(() => play(handler));
      return { abort: () => void (seen.aborted += 1), resume: () => undefined };
    },
    close: () => Promise.resolve(),
  };
  return { client, seen };
}

test('the head of the answer is enough', async () => {
  const head = { status: 200, header: () => undefined, raw: () => [] };
  const { client, seen } = played(({ onHead }) => onHead(head));
  const clock = new VirtualClock();
  const { state, check } = await askProvider(VERIFICATION, 'k', {
    client,
    clock,
    timeoutMs: 1_000,
  });
  expect([state, check.status, check.target]).toEqual(['live', 'ok', 'groq api.groq.com']);
  expect(seen.aborted).toBe(1);
  expect(seen.headers).toContain('Bearer k');
});

test('a fault on the way is no answer', async () => {
  const fault = { kind: 'dns', message: 'm', staleSocket: false } as const;
  const { client } = played(({ onError }) => onError(fault));
  const asking = { client, clock: new VirtualClock(), timeoutMs: 1_000 };
  expect(await askProvider(VERIFICATION, 'k', asking)).toMatchObject({
    state: 'unknown',
    check: { status: 'dns' },
  });
});

test('nobody waits for ever', async () => {
  const clock = new VirtualClock();
  const { client, seen } = played(() => clock.advance(1_000));
  expect(await askProvider(VERIFICATION, 'k', { client, clock, timeoutMs: 1_000 })).toMatchObject({
    state: 'unknown',
    check: { status: 'timeout' },
  });
  expect(seen.aborted).toBe(1);
});
