import { describe, expect, test } from '@jest/globals';
import type { AttemptTimeouts, DeploymentConfig } from '../../../src/config/types.ts';
import { Secret } from '../../../src/core/secret.ts';
import {
  activate,
  buildRuntime,
  routeConfigOf,
  type RuntimeSource,
} from '../../../src/gateway/runtime.ts';
import { findProvider } from '../../../src/providers/registry.ts';
import { runtimeBase } from '../../support/gateway.ts';
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
    ...runtimeBase(),
    ...source,
  });
}

function deploymentOf(entry: Partial<DeploymentConfig>, parts: ConfigParts = {}) {
  const { runtime, findings } = build({ ...parts, deployments: [entry] });
  expect(findings).toEqual([]);
  activate(runtime);
  const [deployment] = runtime.deployments;
  if (deployment === undefined) throw new Error('no deployment');
  return deployment;
}

describe('the timeouts of a deployment', () => {
  const base: AttemptTimeouts = {
    connectMs: 1,
    firstTokenMs: 2,
    firstTokenFailoverMs: null,
    idleMs: 3,
    totalMs: 4,
  };

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
    expect(deploymentOf(entry, { router: { timeouts: base } }).timeouts).toEqual({
      firstTokenFailoverMs: null,
      ...expected,
    });
  });

  test('a written limit rules, whoever else could take the call', () => {
    const timeouts = { ...base, firstTokenFailoverMs: 1 };
    expect(deploymentOf({}, { router: { timeouts } }).timeouts.firstTokenFailoverMs).toBe(1);
    const entry = { streamTimeoutMs: 8 };
    expect(deploymentOf(entry, { router: { timeouts } }).timeouts.firstTokenFailoverMs).toBeNull();
  });
});

describe('the breaker of a deployment', () => {
  test('is one for each operation, and always the same', () => {
    const deployment = deploymentOf({});
    expect(deployment.breaker('chat')).toBe(deployment.breaker('chat'));
    expect(deployment.breaker('chat')).not.toBe(deployment.breaker('embedding'));
    expect(deployment.breaker('chat').id).toBe(`${deployment.id}:chat`);
  });

  test('has the settings of the router, its own above them', () => {
    expect(
      deploymentOf({}, { router: { cooldownMs: 9_000 } }).breaker('chat').settings,
    ).toMatchObject({ waitDurationInOpenStateMs: 9_000 });
    const own = { breaker: { rampMs: 7 }, cooldownMs: 8_000 };
    expect(deploymentOf(own).breaker('chat').settings).toMatchObject({
      rampMs: 7,
      waitDurationInOpenStateMs: 8_000,
    });
  });

  test('outlives a reload, and shares nothing but its credential with others', () => {
    const base = runtimeBase();
    const deployments = [
      { id: 'a', modelName: 'x' },
      { id: 'b', modelName: 'y' },
      { id: 'c', model: 'other' },
    ];
    const first = build({ deployments }, base).runtime;
    const second = build({ deployments }, { ...base, previous: first }).runtime;
    const breakers = (runtime: typeof first) =>
      runtime.deployments.map((one) => one.breaker('chat'));
    expect(breakers(second)).toEqual(breakers(first));
    const [a, b, c] = breakers(second).map(({ key }) => key.credential);
    expect(a).not.toBeNull();
    expect(b).toBe(a);
    expect(c).not.toBe(a);
    expect(JSON.stringify([a, b, c])).not.toContain('canary');
  });
});

describe('a deployment', () => {
  test('takes general settings where it has none of its own', () => {
    const parts = { general: { dropParams: true }, router: { defaultMaxParallelRequests: 5 } };
    expect(deploymentOf({}, parts)).toMatchObject({
      params: { dropUnsupported: true },
      state: { queue: { limit: 5 } },
    });
    const own = { dropParams: false, maxParallelRequests: 2 };
    expect(deploymentOf(own, parts)).toMatchObject({
      params: { dropUnsupported: false },
      state: { queue: { limit: 2 } },
    });
    expect(deploymentOf({}).state.queue.limit).toBe(Infinity);
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

describe('the settings of a model group', () => {
  const own = { streamRescue: 'off', holdBack: null, hedge: null, onAllOpen: 'reject' } as const;
  const all = { ...own, streamRescue: 'auto' } as const;
  const routes = { default: all, byGroup: new Map([['groq/*', own]]) };
  const config = gatewayConfig({ llmgw: { routes } });

  test('are those of its name, of the pattern it came by, or of all', () => {
    expect(routeConfigOf(config, 'groq/*')).toBe(own);
    expect(routeConfigOf(config, 'groq/llama', 'groq/*')).toBe(own);
    expect(routeConfigOf(config, 'groq/llama', 'groq/llama')).toBe(all);
  });
});

test('keys that cannot be checked are let in only where the configuration says so', () => {
  const away = {
    status: 503,
    type: 'service_unavailable',
    code: 'database_unavailable',
    message: '',
  };
  const found = (admitUnchecked: boolean): unknown =>
    build({ database: { admitUnchecked } }, { findKey: () => away }).runtime.authenticator.findKey(
      'h',
    );
  expect(found(false)).toBe(away);
  expect(found(true)).toBe('unchecked');
});
