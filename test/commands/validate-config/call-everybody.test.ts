import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { CommandContext } from '../../../commands/context.ts';
import { callEverybody } from '../../../commands/validate-config/call-everybody.ts';
import type { ValidateOptions } from '../../../commands/validate-config/validate-options.ts';
import { Secret } from '../../../src/core/secret.ts';
import { gatewayConfig } from '../../support/config-literals.ts';
import { startFakeUpstream, type FakeUpstream } from '../../support/fake-upstream.ts';
import { captureIo } from '../../support/io.ts';

const OPTIONS: ValidateOptions = {
  ...{ files: [], offline: false, strict: false, layers: [], skipCodes: [] },
  ...{ format: 'text', watch: false, schema: false, envOnly: false, probeKeys: true },
};
let context: CommandContext;
let upstream: FakeUpstream;

beforeEach(async () => {
  const options = { config: null, envFiles: [], quiet: false, verbosity: 0, json: false } as const;
  context = new CommandContext(captureIo().io, { ...options, color: 'never' });
  upstream = await startFakeUpstream({ models: ['one'], apiKey: 'the-right-key' });
});
afterEach(async () => {
  await context.close();
  await upstream.close();
});

async function ask(options: Partial<ValidateOptions>): Promise<readonly string[]> {
  const apiKey = new Secret('the-right-key');
  const deployments = [{ apiBase: `${upstream.origin}/v1`, apiKey, modelName: 'one' }];
  const checks = await callEverybody(
    gatewayConfig({ deployments }),
    { ...OPTIONS, ...options },
    context,
  );
  return checks.map(({ check, status }) => `${check} ${status}`);
}

test('addresses are reached, and keys are tried where that is wanted', async () => {
  expect(await ask({})).toEqual(['provider ok', 'key ok']);
  expect(await ask({ probeKeys: false })).toEqual(['provider ok']);
});

test('only the layers that are asked for', async () => {
  expect(await ask({ layers: ['probe'] })).toEqual(['key ok']);
  expect(await ask({ layers: ['syntax'] })).toEqual([]);
});
