import { afterEach, expect, test } from '@jest/globals';
import { CONFIG_VALUES_SCHEMA } from '../../../src/routes/config-values.ts';
import { MASTER_KEY, startApp, type RunningApp } from '../../support/app.ts';

let app: RunningApp | null = null;
afterEach(async () => {
  await app?.close();
  app = null;
});

const CONFIG = {
  model_list: [
    {
      model_name: 'a',
      litellm_params: { model: 'openai/a', api_key: 'hidden-key', mock_response: 'x' },
    },
  ],
};

test('says what the gateway runs with, to who has the master key', async () => {
  app = await startApp(CONFIG);
  const url = `http://127.0.0.1:${app.port}/config/values`;
  expect((await fetch(url)).status).toBe(401);
  const answer = await fetch(url, { headers: { authorization: `Bearer ${MASTER_KEY}` } });
  const text = await answer.text();
  expect(text).not.toContain('hidden-key');
  expect(JSON.parse(text)).toMatchObject({
    schema: CONFIG_VALUES_SCHEMA,
    values: {
      'model_list[0].model_name': '"a"',
      'model_list[0].litellm_params.api_key': expect.stringMatching(/^sha256:/),
    },
  });
});
