import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { loadGateway } from '../../../commands/serve/load-gateway.ts';
import type { ServeOptions } from '../../../commands/serve/serve-options.ts';
import type { Runtime } from '../../../src/gateway/runtime.ts';
import { enterWorkplace, MASTER_KEY, serveOptions, type Workplace } from '../../support/app.ts';

let place: Workplace;

beforeEach(() => {
  place = enterWorkplace();
});

afterEach(async () => {
  await place.leave();
});

const good = {
  model_name: 'good',
  litellm_params: { model: 'openai/x', mock_response: 'hi' },
  model_info: { id: 'good-1' },
};
const broken = {
  model_name: 'broken',
  litellm_params: { model: 'openai/x', api_key: 'os.environ/NOT_SET_ANYWHERE' },
};
const general_settings = { master_key: MASTER_KEY };

function load(
  config: object,
  options: Partial<ServeOptions> = {},
  previous: Runtime | null = null,
) {
  const file = place.write('config.yaml', config);
  const { context } = place;
  const breakers = context.breakers();
  const keys = { findKey: () => null, stored: null };
  const input = { context, options: serveOptions(options), file, previous, breakers };
  const loaded = loadGateway({ ...input, ...keys });
  return { file, ...loaded };
}

describe('loadGateway', () => {
  test('makes a runtime with the master key and the files to watch', () => {
    const env = place.write('.env', 'FROM_FILE=1\n');
    const loaded = load({ model_list: [good], general_settings });
    expect(loaded.ready?.runtime.table.names()).toEqual(['good']);
    expect(loaded.ready?.runtime.config.general.masterKey?.reveal()).toBe(MASTER_KEY);
    expect(loaded.ready?.masterKey.origin).toBe('config');
    expect(loaded.files).toEqual([loaded.file, env]);
  });

  test('takes variables from .env', () => {
    place.write('.env', `THE_KEY=${MASTER_KEY}\n`);
    const loaded = load({
      model_list: [good],
      general_settings: { master_key: 'os.environ/THE_KEY' },
    });
    expect(loaded.ready?.runtime.config.general.masterKey?.reveal()).toBe(MASTER_KEY);
  });

  test('a deployment that cannot be used stops everything, with its place', () => {
    const loaded = load({ model_list: [good, broken], general_settings });
    expect(loaded.ready).toBeNull();
    const critical = loaded.findings.filter(({ severity }) => severity === 'critical');
    expect(critical.length).toBeGreaterThan(0);
    expect(critical[0]?.position?.file).toBe(loaded.file);
    expect(loaded.files).toContain(loaded.file);
  });

  test('--skip-broken-deployments serves the rest', () => {
    const loaded = load({ model_list: [good, broken], general_settings }, { skipBroken: true });
    expect(loaded.ready?.runtime.table.names()).toContain('good');
    expect(loaded.findings.some(({ severity }) => severity === 'critical')).toBe(false);
  });

  test('a file that is not there is a finding', () => {
    const { context } = place;
    const breakers = context.breakers();
    const input = { context, options: serveOptions(), previous: null, breakers };
    const keys = { findKey: () => null, stored: null };
    const loaded = loadGateway({ ...input, ...keys, file: '/nowhere/config.yaml' });
    expect(loaded.ready).toBeNull();
    expect(loaded.findings.map(({ severity }) => severity)).toContain('critical');
  });

  test('a missing master key is thrown', () => {
    expect(() => load({ model_list: [good] })).toThrow(
      expect.objectContaining({ code: 'E_MASTER_KEY' }),
    );
    expect(load({ model_list: [good] }, { dev: true }).ready?.masterKey.origin).toBe('none');
  });

  test('keeps the state of deployments that stay', () => {
    const first = load({ model_list: [good], general_settings }).ready?.runtime ?? null;
    const other = { ...good, model_info: { id: 'other-1' } };
    const second = load({ model_list: [other, good], general_settings }, {}, first).ready?.runtime;
    const state = (runtime: Runtime | null | undefined) =>
      runtime?.deployments.find(({ id }) => id === 'good-1')?.state;
    expect(state(second)).toBe(state(first));
    expect(state(second)).toBeDefined();
  });
});
