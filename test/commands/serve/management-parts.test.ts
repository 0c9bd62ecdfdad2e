import { expect, test } from '@jest/globals';
import { managementParts } from '../../../commands/serve/management-parts.ts';
import { backendRig } from '../../support/backend-rig.ts';

test('stand on whatever there is when they are asked', async () => {
  const rig = await backendRig(null);
  const backend = await rig.start();
  const parts = managementParts(rig.place.context, { gateway: rig.gateway, backend });
  expect(parts.store()).toBeNull();
  await parts.modelsChanged();
  expect(parts.gateway).toBe(rig.gateway);
  await rig.leave();
});

test('tell why a model could not be served', async () => {
  const rig = await backendRig(null);
  const backend = await rig.start();
  const { checkModel } = managementParts(rig.place.context, { gateway: rig.gateway, backend });
  const entry = { model_name: 'm', litellm_params: { model: 'openai/gpt-4o', api_key: 'sk-x' } };
  expect(checkModel(entry)).toBeNull();
  const unset = { ...entry, litellm_params: { model: 'openai/x', api_key: 'os.environ/NOT_SET' } };
  expect(checkModel(unset)).toContain('NOT_SET');
  await rig.leave();
});
