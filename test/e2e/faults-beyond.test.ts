import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { SIXTY_WORDS } from '../../src/chaos/answer.ts';
import type { ChaosProvider } from '../../src/chaos/server.ts';
import { startFakeUpstream, type FakeUpstream } from '../support/fake-upstream.ts';
import { startFaultProvider } from '../support/fault-provider.ts';
import { until } from '../support/http-server.ts';
import { BEYOND_ROWS, beyondConfig } from '../support/referee/beyond.ts';
import { call } from '../support/referee/caller.ts';
import { firehose } from '../support/upstream/stream-behaviours.ts';
import { MASTER_KEY, serve, type Served } from './served.ts';

// Faults that no public referee plays. Redis and PostgreSQL have tests of their own.

const SPEED = 50;

let provider: ChaosProvider;
let upstream: FakeUpstream;
let gateway: Served;
const table: string[] = [];

beforeAll(async () => {
  provider = await startFaultProvider(SPEED);
  upstream = await startFakeUpstream();
  upstream.setBehaviour('firehose', firehose());
  gateway = await serve(beyondConfig(provider.origin, upstream.origin));
}, 60_000);

afterAll(async () => {
  process.stdout.write(`\n| fault | rule | verdict |\n|---|---|---|\n${table.join('\n')}\n`);
  await gateway.stop();
  await provider.close();
  await upstream.close();
});

describe('beyond the referee', () => {
  test.each(BEYOND_ROWS)(
    '$fault: $rule',
    async ({ fault, rule, play }) => {
      const post = gateway.post.bind(gateway);
      const stage = {
        provider,
        upstream,
        post,
        get: gateway.get,
        port: gateway.port,
        key: MASTER_KEY,
      };
      const problems = await play(stage);
      table.push(
        `| ${fault} | ${rule} | ${problems.length === 0 ? 'pass' : problems.join('; ')} |`,
      );
      expect(problems).toEqual([]);
    },
    60_000,
  );

  test('SIGTERM with streams open: they finish, and past the limit they are told', async () => {
    const stopping = await serve({
      ...beyondConfig(provider.origin, upstream.origin),
      llmgw_settings: { drain_timeout: '1200ms' },
    });
    const late = call(stopping.post.bind(stopping), 'late-first-token');
    const stalled = await openStream(stopping, 'stalls');
    await until(() => provider.log('late-first-token').length === 1);
    const ending = stopping.stop('SIGTERM');
    await stopping.cli.until(/"msg":"draining"/);
    const isRefused = await stopping.post('/v1/chat/completions', {}).then(
      ({ status }) => status === 503,
      () => true,
    );
    const { text, isDone } = await late;
    const told = await stalled.rest();
    const { code } = await ending;
    expect({ isRefused, text, isDone, code }).toEqual({
      isRefused: true,
      text: SIXTY_WORDS,
      isDone: true,
      code: 143,
    });
    expect(told).toContain('gateway_shutdown');
    expect(told).not.toContain('[DONE]');
    table.push('| SIGTERM with streams open | drained, then an in-band error event | pass |');
  }, 60_000);
});

/** A stream whose first bytes have come; `rest` gives everything up to its end. */
async function openStream(served: Served, model: string) {
  const messages = [{ role: 'user', content: 'hi' }];
  const response = await served.post('/v1/chat/completions', { model, stream: true, messages });
  const reader = response.body?.pipeThrough(new TextDecoderStream()).getReader();
  let said = (await reader?.read())?.value ?? '';
  return {
    async rest(): Promise<string> {
      for (let part = await reader?.read(); part?.done === false; part = await reader?.read()) {
        said += part.value;
      }
      return said;
    },
  };
}
