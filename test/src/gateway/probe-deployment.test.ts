import { describe, expect, test } from '@jest/globals';
import type { DeploymentConfig } from '../../../src/config/types.ts';
import { probeDeployment } from '../../../src/gateway/probe-deployment.ts';
import { UPSTREAM_KEY } from '../../support/config-literals.ts';
import { startFakeUpstream, type FakeUpstreamOptions } from '../../support/fake-upstream.ts';
import { makeGateway } from '../../support/gateway.ts';
import { fixedError, neverAnswer } from '../../support/upstream/behaviours.ts';

async function probe(deployment: Partial<DeploymentConfig>, options: FakeUpstreamOptions = {}) {
  const upstream = await startFakeUpstream(options);
  const apiBase = `${upstream.origin}/v1`;
  const running = makeGateway({ deployments: [{ apiBase, ...deployment }] });
  try {
    const pending = probeDeployment(running.gateway, running.deployment());
    if (options.fallback === SILENT) {
      await upstream.requests(1);
      running.clock.advance(30_025);
    }
    const verdict = await pending;
    return { verdict, log: [...upstream.log], records: running.records() };
  } finally {
    await running.close();
    await upstream.close();
  }
}

const SILENT = neverAnswer();

describe('a probe', () => {
  test.each([
    [null, '/v1/chat/completions'],
    ['chat', '/v1/chat/completions'],
    ['completion', '/v1/completions'],
    ['embedding', '/v1/embeddings'],
  ])('of mode %p is one small call of %s', async (mode, path) => {
    const { verdict, log, records } = await probe({ mode });
    expect(verdict).toBeNull();
    expect(log.map((request) => request.path)).toEqual([path]);
    expect(log[0]?.json).toMatchObject({ model: 'upstream-model' });
    expect(Number(log[0]?.json['max_tokens'] ?? 0)).toBeLessThanOrEqual(16);
    expect(records).toEqual([]);
  });

  test('of a mode that cannot be probed is no call, and no complaint', async () => {
    const { verdict, log } = await probe({ mode: 'image_generation' });
    expect([verdict, log]).toEqual([null, []]);
  });

  test('of a wildcard takes the model it is told', async () => {
    const wildcard = { modelName: 'openai/*', model: '*' };
    const told = await probe({ ...wildcard, modelInfo: { health_check_model: 'openai/small' } });
    expect(told.verdict).toBeNull();
    expect(told.log[0]?.json).toMatchObject({ model: 'small' });
    const untold = await probe(wildcard);
    expect(untold.verdict).toContain('health_check_model');
    expect(untold.log).toEqual([]);
  });
});

describe('a probe that fails', () => {
  test('says why, without the key, and is not repeated', async () => {
    const fallback = fixedError(500, { message: `broken, key ${UPSTREAM_KEY}` });
    const { verdict, log } = await probe({}, { fallback });
    expect(verdict).toEqual(expect.any(String));
    expect(verdict).not.toContain('canary');
    expect(log).toHaveLength(1);
  });

  test('does not wait longer than half a minute', async () => {
    const { verdict } = await probe({}, { fallback: SILENT });
    expect(verdict).toContain('30 seconds');
  });
});
