import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, expect, test } from '@jest/globals';
import { gatewayKey } from '../../commands/gateway-key.ts';
import { enterWorkplace, type Workplace } from '../support/app.ts';

let place: Workplace;

afterEach(async () => {
  await place.leave();
});

function enter(env: Readonly<Record<string, string>> = {}): string | undefined {
  place = enterWorkplace({ env });
  place.write('.llmgw/master-key', 'sk-kept\n');
  return gatewayKey(place.context)?.reveal();
}

test('is the one of the environment, ours before the one LiteLLM users have', () => {
  expect(enter({ LLMGW_KEY: 'sk-ours', LITELLM_MASTER_KEY: 'sk-theirs' })).toBe('sk-ours');
});

test('may be the master key of the environment, also from .env', async () => {
  expect(enter({ LITELLM_MASTER_KEY: 'sk-theirs' })).toBe('sk-theirs');
  await place.leave();
  place = enterWorkplace();
  place.write('.env', 'LLMGW_KEY=sk-from-file\n');
  expect(gatewayKey(place.context)?.reveal()).toBe('sk-from-file');
});

test('is the kept one where nothing else is set, and none where there is none', async () => {
  expect(enter({ LLMGW_KEY: '' })).toBe('sk-kept');
  await place.leave();
  place = enterWorkplace();
  expect(gatewayKey(place.context)).toBeNull();
});

test('that cannot be read is an error', () => {
  place = enterWorkplace();
  mkdirSync(join(place.dir, '.llmgw', 'master-key'), { recursive: true });
  expect(() => gatewayKey(place.context)).toThrow(expect.objectContaining({ code: 'E_IO' }));
});
