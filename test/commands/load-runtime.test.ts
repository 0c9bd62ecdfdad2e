import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { connectRuntime } from '../../commands/load-runtime.ts';
import {
  isFatal,
  readGatewayConfig,
  type LoadSwitches,
} from '../../commands/read-gateway-config.ts';
import { enterWorkplace, type Workplace } from '../support/app.ts';

let place: Workplace;

beforeEach(() => {
  place = enterWorkplace();
});

afterEach(async () => {
  await place.leave();
});

const STRICT: LoadSwitches = { skipBroken: false, allowUnsetEnv: false };
const GOOD = { model_name: 'gpt', litellm_params: { model: 'openai/x', api_key: 'sk-upstream' } };
const UNSET = {
  model_name: 'b',
  litellm_params: { model: 'openai/x', api_key: 'sk-upstream', organization: 'os.environ/NOPE' },
};
const UNFIT = { model_name: 'c', litellm_params: { model: 'azure/x', api_key: 'sk-upstream' } };

function load(models: readonly object[], switches: Partial<LoadSwitches> = {}) {
  const { context } = place;
  const file = place.write('config.yaml', { model_list: models });
  const all = { ...STRICT, ...switches };
  const read = readGatewayConfig(context, file, all);
  const { config, environment } = read;
  if (config === null) return { names: null, findings: read.findings, files: read.files };
  const { skipBroken } = all;
  const breakers = context.breakers();
  const findKey = () => null;
  const parts = { context, config, environment, previous: null, breakers, findKey, skipBroken };
  const { runtime, findings } = connectRuntime(parts);
  return {
    names: runtime.table.names(),
    findings: [...read.findings, ...findings],
    files: read.files,
  };
}

test('reads a file with the variables of the command, and names what to watch', () => {
  const env = place.write('.env', 'NOPE=sk-found\n');
  const loaded = load([GOOD, UNSET]);
  expect(loaded.names).toEqual(['gpt', 'b']);
  expect(isFatal(loaded.findings)).toBe(false);
  expect(loaded.files).toContain(env);
});

test('what cannot be used is fatal, or a warning where that is forgiven', () => {
  expect(isFatal(load([GOOD, UNSET]).findings)).toBe(true);
  expect(isFatal(load([GOOD, UNFIT]).findings)).toBe(true);
  const forgiven = load([GOOD, UNFIT], { skipBroken: true });
  expect(forgiven.names).toEqual(['gpt']);
  expect(isFatal(forgiven.findings)).toBe(false);
  expect(forgiven.findings).not.toEqual([]);
  expect(isFatal(load([GOOD, UNSET], { allowUnsetEnv: true }).findings)).toBe(false);
});
