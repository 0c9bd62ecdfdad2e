import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { ChaosProvider } from '../../src/chaos/server.ts';
import { startFakeUpstream, type FakeUpstream } from '../support/fake-upstream.ts';
import { startFaultProvider } from '../support/fault-provider.ts';
import { BEYOND_ROWS, beyondConfig } from '../support/referee/beyond.ts';
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

  test('SIGTERM with streams open: told in-band, and not that they are complete', async () => {
    const stopping = await serve({
      ...beyondConfig(provider.origin, upstream.origin),
      llmgw_settings: { drain_timeout: '400ms' },
    });
    const response = await stopping.post('/v1/chat/completions', {
      model: 'stalls',
      stream: true,
      messages: [{ role: 'user', content: 'hi' }],
    });
    const reader = response.body?.pipeThrough(new TextDecoderStream()).getReader();
    let said = (await reader?.read())?.value ?? '';
    const ending = stopping.stop('SIGTERM');
    for (let part = await reader?.read(); part?.done === false; part = await reader?.read()) {
      said += part.value;
    }
    const { code } = await ending;
    expect(said).toContain('gateway_shutdown');
    expect(said).not.toContain('[DONE]');
    expect(code).toBe(143);
    table.push('| SIGTERM with streams open | drained, then an in-band error event | pass |');
  }, 60_000);
});
