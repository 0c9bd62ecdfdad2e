import { expect, test } from '@jest/globals';
import type { GatewayConfig } from '../../../../src/config/types.ts';
import { Secret } from '../../../../src/core/secret.ts';
import { gatewayCollector } from '../../../../src/infra/collectors/gateway.ts';
import { gatewayConfig } from '../../../support/config-literals.ts';
import { playWorld, type RecordedWorld } from '../../../support/infra-world.ts';

const KEY = 'canary-provider-key';

function config(): GatewayConfig {
  const near = { id: 'a', apiBase: 'http://localhost:8000/v1', apiKey: new Secret(KEY) };
  const deployments = [
    { ...near, modelName: 'gpt' },
    { id: 'b', modelName: 'gpt', apiBase: 'https://far.example' },
    { id: 'c', modelName: 'guess', speculative: true as const },
  ];
  return { ...gatewayConfig({ deployments }), files: ['/srv/config.yaml'] };
}

const url = new URL('http://127.0.0.1:4000');

async function collect(
  recording: RecordedWorld,
  asked: URL | null = null,
): ReturnType<ReturnType<typeof gatewayCollector>['collect']> {
  const source = { config: config(), url: asked, key: new Secret(KEY) };
  return gatewayCollector(source).collect(playWorld(recording));
}

test('what it serves, and the ports of this machine that it calls', async () => {
  const { status, entities, relations } = await collect({});
  expect(status).toBe('ok');
  expect(entities.map(({ kind, key }) => `${kind} ${key}`)).toEqual([
    'gateway /srv/config.yaml',
    'model_group gpt',
    'deployment gpt/a',
    'deployment gpt/b',
  ]);
  expect(entities[2]?.body).toMatchObject({ has_key: true, api_base: 'http://localhost:8000/v1' });
  expect(relations.filter(({ rel }) => rel === 'calls').map(({ to }) => to.key)).toContain(
    'tcp/0.0.0.0/8000',
  );
  expect(JSON.stringify(entities)).not.toContain(KEY);
});

test('how its deployments are, as it says itself', async () => {
  const answers = {
    'http://127.0.0.1:4000/health/deployments': {
      deployments: [
        { model_id: 'a', breakers: [{ state: 'closed' }, { state: 'open' }] },
        { model_id: 'b', breakers: [] },
      ],
    },
  };
  const { entities } = await collect({ answers }, url);
  expect(entities.map(({ body }) => body['health'])).toEqual([
    undefined,
    undefined,
    'open',
    'closed',
  ]);
});

test('one that does not answer leaves what is configured', async () => {
  const { status, entities, warnings } = await collect({}, url);
  expect([status, entities.length, warnings]).toEqual([
    'partial',
    4,
    [expect.stringContaining(':4000')],
  ]);
});

test('without a configuration there is nothing to look at', async () => {
  const none = gatewayCollector({ config: null, url: null, key: null });
  expect((await none.collect(playWorld({}))).status).toBe('unavailable');
});
