import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { CommandContext } from '../../../commands/context.ts';
import { keyTasks } from '../../../commands/validate-config/key-tasks.ts';
import { Secret } from '../../../src/core/secret.ts';
import type { GlobalOptions } from '../../../src/cli/global-options.ts';
import { gatewayConfig } from '../../support/config-literals.ts';
import { startFakeUpstream, type FakeUpstream } from '../../support/fake-upstream.ts';
import { captureIo } from '../../support/io.ts';

const OPTIONS: GlobalOptions = {
  config: null,
  envFiles: [],
  color: 'never',
  quiet: false,
  verbosity: 0,
  json: false,
};
let context: CommandContext;
let upstream: FakeUpstream;

beforeEach(async () => {
  context = new CommandContext(captureIo().io, OPTIONS);
  upstream = await startFakeUpstream({ models: ['one', 'two'], apiKey: 'the-right-key' });
});
afterEach(async () => {
  await context.close();
  await upstream.close();
});

function deployment(key: string, model = 'one') {
  return { apiBase: `${upstream.origin}/v1`, apiKey: new Secret(key), modelName: model, model };
}

describe('keyTasks', () => {
  test('a key that is right lists the models, one that is wrong is told', async () => {
    const deployments = [deployment('the-right-key'), deployment('another-key', 'wrong')];
    const tasks = keyTasks(context, gatewayConfig({ deployments }));
    const outcomes = await Promise.all(tasks.map((task) => task.ask(5_000)));
    expect(outcomes).toEqual([
      { status: 'ok', detail: '2 models' },
      { status: 'auth', detail: 'HTTP 401', hint: 'the provider refuses this key' },
    ]);
    expect(upstream.log.map(({ method, path }) => `${method} ${path}`)).toEqual([
      'GET /v1/models',
      'GET /v1/models',
    ]);
  });

  test('who shares key and address is asked once; what is played is not asked', () => {
    const deployments = [
      deployment('the-right-key'),
      deployment('the-right-key', 'two'),
      { ...deployment('x', 'mock'), mockResponse: 'hello' },
    ];
    const tasks = keyTasks(context, gatewayConfig({ deployments }));
    expect(tasks.map(({ target }) => target)).toEqual([`${upstream.origin}/v1/models as one`]);
  });
});
