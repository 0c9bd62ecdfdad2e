import { describe, expect, test } from '@jest/globals';
import type { AttemptTimeouts, DeploymentConfig } from '../../../src/config/types.ts';
import { Secret } from '../../../src/core/secret.ts';
import { buildRuntime, type RuntimeSource } from '../../../src/gateway/runtime.ts';
import { findProvider } from '../../../src/providers/registry.ts';
import { gatewayConfig, UPSTREAM_KEY, type ConfigParts } from '../../support/config-literals.ts';

function build(parts: ConfigParts = {}, source: Partial<RuntimeSource> = {}) {
  return buildRuntime({
    config: gatewayConfig(parts),
    findProvider,
    inferProvider: () => null,
    env: () => undefined,
    findKey: () => Promise.resolve(null),
    previous: null,
    version: '1.2.3',
    ...source,
  });
}

function deploymentOf(entry: Partial<DeploymentConfig>, parts: ConfigParts = {}) {
  const { runtime, findings } = build({ ...parts, deployments: [entry] });
  expect(findings).toEqual([]);
  const [deployment] = runtime.deployments;
  if (deployment === undefined) throw new Error('no deployment');
  return deployment;
}

describe('the timeouts of a deployment', () => {
  const base: AttemptTimeouts = { connectMs: 1, firstTokenMs: 2, idleMs: 3, totalMs: 4 };

  test.each([
    [{}, base],
    [{ timeoutMs: 9 }, { connectMs: 1, firstTokenMs: 9, idleMs: 9, totalMs: 9 }],
    [{ streamTimeoutMs: 8 }, { connectMs: 1, firstTokenMs: 8, idleMs: 8, totalMs: 4 }],
    [
      { timeoutMs: 9, streamTimeoutMs: 8 },
      { connectMs: 1, firstTokenMs: 8, idleMs: 8, totalMs: 9 },
    ],
    [
      { timeoutMs: 9, timeouts: { firstTokenMs: 7, connectMs: 6 } },
      { connectMs: 6, firstTokenMs: 7, idleMs: 9, totalMs: 9 },
    ],
  ])('%j: from the router, then its own, then the exact ones', (entry, expected) => {
    expect(deploymentOf(entry, { router: { timeouts: base } }).timeouts).toEqual(expected);
  });
});

describe('the cooldown of a deployment', () => {
  test('forgives more to one that is alone', () => {
    expect(deploymentOf({}).cooldown.allowedFails).toBe(7);
    const { runtime } = build({ deployments: [{ model: 'a' }, { model: 'b' }] });
    expect(runtime.deployments.map(({ cooldown }) => cooldown.allowedFails)).toEqual([2, 2]);
    expect(deploymentOf({}, { router: { allowedFails: 0 } }).cooldown.allowedFails).toBe(0);
  });

  test('lasts as long as its own setting says, else the router', () => {
    const router = { cooldownMs: 5_000 };
    expect(deploymentOf({}, { router }).cooldown.cooldownMs).toBe(5_000);
    expect(deploymentOf({ cooldownMs: 9 }, { router }).cooldown.cooldownMs).toBe(9);
  });

  test.each([
    ['its own setting is 0', { cooldownMs: 0 }, {}],
    ['the router has none', {}, { disableCooldowns: true }],
  ])('is off where %s', (_why, entry, router) => {
    expect(deploymentOf(entry, { router }).cooldown.disabled).toBe(true);
    expect(deploymentOf({}).cooldown.disabled).toBe(false);
  });
});

describe('a deployment', () => {
  test('takes general settings where it has none of its own', () => {
    const parts = { general: { dropParams: true }, router: { defaultMaxParallelRequests: 5 } };
    expect(deploymentOf({}, parts)).toMatchObject({
      params: { dropUnsupported: true },
      maxParallel: 5,
    });
    const own = { dropParams: false, maxParallelRequests: 2 };
    expect(deploymentOf(own, parts)).toMatchObject({
      params: { dropUnsupported: false },
      maxParallel: 2,
    });
    expect(deploymentOf({}).maxParallel).toBe(Infinity);
  });

  test('holds its key in the headers for the upstream, and nowhere else', () => {
    const deployment = deploymentOf({ extraHeaders: { 'x-extra': new Secret('extra-canary') } });
    expect(deployment.target.headers).toContain(`Bearer ${UPSTREAM_KEY}`);
    expect(deployment.target.headers).toContain('extra-canary');
    const { target: _, ...rest } = deployment;
    expect(JSON.stringify(rest)).not.toContain('canary');
  });

  test('has answer headers that any id fits into', () => {
    const { headers } = deploymentOf({ id: 'модель\r\nx: y' });
    expect(headers.slice(0, 2)).toEqual(['x-litellm-model-id', '????????x: y']);
    expect(headers).toContain('1.2.3');
  });

  test('finds the environment of the configuration before that of the process', () => {
    const parts = {
      deployments: [{ apiKey: null, apiBase: null }],
      environment: { OPENAI_API_KEY: new Secret('sk-from-config') },
    };
    const env = (name: string) => (name === 'OPENAI_API_KEY' ? 'sk-from-process' : undefined);
    const { runtime } = build(parts, { env });
    expect(runtime.deployments[0]?.target.headers).toContain('Bearer sk-from-config');
    const bare = build({ ...parts, environment: {} }, { env });
    expect(bare.runtime.deployments[0]?.target.headers).toContain('Bearer sk-from-process');
  });
});

describe('a deployment that cannot be used', () => {
  test('is a finding with its place, and the others are served', () => {
    const { runtime, findings } = build({
      deployments: [
        { modelName: 'good' },
        { modelName: 'bad', provider: 'nobody', position: { file: 'c.yaml', line: 7, column: 3 } },
        { modelName: 'keyless', apiKey: null, apiBase: null },
      ],
    });
    expect(runtime.deployments.map(({ group }) => group)).toEqual(['good']);
    expect(runtime.table.resolve('bad')).toBeNull();
    expect(findings).toMatchObject([
      {
        code: 'LGW050',
        severity: 'critical',
        message: expect.stringContaining('"bad" cannot be used: provider "nobody" is not served'),
        position: { line: 7 },
      },
      { code: 'LGW050', message: expect.stringContaining('"keyless"') },
    ]);
  });

  test('is left out without a word where it is one of many that `*` may mean', () => {
    const star = { model: '*', apiKey: null, apiBase: null, speculative: true } as const;
    const deployments = ['openai', 'groq', 'xai'].map((provider) => ({
      ...star,
      provider,
      modelName: `${provider}/*`,
    }));
    const env = (name: string) => (name === 'GROQ_API_KEY' ? 'gsk_something' : undefined);
    const some = build({ deployments }, { env });
    expect(some.findings).toEqual([]);
    expect(some.runtime.deployments.map(({ group }) => group)).toEqual(['groq/*']);
    expect(build({ deployments }).findings).toMatchObject([
      { code: 'LGW050', severity: 'critical', message: expect.stringContaining('no provider') },
    ]);
  });

  test('is no matter where a mock answers', () => {
    const { runtime, findings } = build({
      deployments: [{ apiKey: null, apiBase: null, mockResponse: 'hi' }],
    });
    expect(findings).toEqual([]);
    expect(runtime.deployments).toHaveLength(1);
  });
});

describe('a reload', () => {
  test('keeps the state of what stays, and forgets what goes', () => {
    const first = build({
      deployments: [
        { id: 'stays', model: 'a' },
        { id: 'goes', model: 'b' },
      ],
    });
    const [stays, goes] = first.runtime.deployments;
    stays?.state.addRequest(0);
    const deployments = [
      { id: 'stays', model: 'a', weight: 5 },
      { id: 'new', model: 'c' },
    ];
    const second = build({ deployments }, { previous: first.runtime });
    const [stayed, added] = second.runtime.deployments;
    expect(stayed?.state).toBe(stays?.state);
    expect(stayed?.config.weight).toBe(5);
    expect(added?.state).not.toBe(goes?.state);
    expect(second.runtime.table.resolve('goes')).toBeNull();
  });
});
