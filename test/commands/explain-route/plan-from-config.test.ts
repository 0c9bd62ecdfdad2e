import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import type { ExplainOptions } from '../../../commands/explain-route/explain-options.ts';
import { planFromConfig } from '../../../commands/explain-route/plan-from-config.ts';
import { enterWorkplace, type Workplace } from '../../support/app.ts';

const OPTIONS: ExplainOptions = {
  ...{ model: 'gpt', request: null, url: null, assume: 'overloaded', timeoutMs: 1_000 },
  ...{ skipBroken: false, allowUnsetEnv: false },
};
const GOOD = { model_name: 'gpt', litellm_params: { model: 'openai/x', api_key: 'sk-upstream' } };
const UNSET = {
  model_name: 'b',
  litellm_params: { model: 'openai/x', api_key: 'sk-upstream', organization: 'os.environ/NOPE' },
};

let place: Workplace;

beforeEach(() => {
  place = enterWorkplace();
});

afterEach(async () => {
  await place.leave();
});

function plan(models: readonly object[], options: Partial<ExplainOptions> = {}, body: object = {}) {
  place.write('config.yaml', { model_list: models });
  const request = JSON.stringify({ model: 'gpt', ...body });
  return planFromConfig({ ...OPTIONS, ...options }, place.context, request);
}

describe('a plan from a configuration', () => {
  test('needs no master key, and finds nothing wrong anywhere', async () => {
    expect(await plan([GOOD], { assume: 'quota' })).toMatchObject({
      ...{ servable: true, assume: 'quota' },
      groups: [{ candidates: [{ state: 'ready', share: 1 }] }],
    });
  });

  test('is not made of one that cannot be used, unless that is forgiven', async () => {
    await expect(plan([GOOD, UNSET])).rejects.toMatchObject({ code: 'E_CONFIG' });
    expect(place.captured.stderr()).toContain('NOPE');
    expect(await plan([GOOD, UNSET], { allowUnsetEnv: true })).toMatchObject({ servable: true });
  });

  test('is not made for what a gateway refuses', async () => {
    await expect(plan([GOOD], {}, { model: 'gtp' })).rejects.toMatchObject({
      code: 'E_UNKNOWN_MODEL',
    });
    await expect(plan([GOOD], {}, { prompt: 5 })).rejects.toMatchObject({ code: 'E_USAGE' });
    const redirected = plan([GOOD], {}, { api_base: 'http://elsewhere' });
    await expect(redirected).rejects.toMatchObject({ code: 'E_USAGE' });
  });
});
