import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { isFatal, readGatewayConfig } from '../../commands/read-gateway-config.ts';
import { enterWorkplace, type Workplace } from '../support/app.ts';

let place: Workplace;

beforeEach(() => {
  place = enterWorkplace();
});

afterEach(async () => {
  await place.leave();
});

const MODEL = {
  model_name: 'gpt',
  litellm_params: { model: 'openai/x', api_key: 'os.environ/SOME_KEY' },
};
const STRICT = { skipBroken: false, allowUnsetEnv: false };

test('a file is read with its env file, and once more as it is written', () => {
  const env = place.write('.env', 'SOME_KEY=sk-from-the-file\n');
  const file = place.write('config.yaml', { model_list: [MODEL] });
  const read = readGatewayConfig(place.context, file, STRICT);
  expect(isFatal(read.findings)).toBe(false);
  expect(read.files).toEqual([file, env]);
  expect(read.config?.deployments).toHaveLength(1);
  expect(read.written?.entries.has('model_list')).toBe(true);
});

test('there is no configuration of what cannot be used, and what is written is still there', () => {
  const file = place.write('config.yaml', { model_list: [MODEL] });
  const read = readGatewayConfig(place.context, file, STRICT);
  expect(read.config).toBeNull();
  expect(isFatal(read.findings)).toBe(true);
  expect(read.written).not.toBeNull();
});
