import { expect, test } from '@jest/globals';
import { checkModels } from '../../../src/access/check-models.ts';
import { KnownKey } from '../../../src/access/known-key.ts';
import { entity, keyRecord } from '../../support/access-rows.ts';

const NAMES = { model: 'gpt-4o', group: 'gpt-4o' };

test('every list must hold the model, and the first that does not is named', () => {
  const key = new KnownKey(
    keyRecord({
      models: ['gpt-4o'],
      teamId: 't1',
      team: entity({ models: ['gpt-*'] }),
      organization: entity({ models: ['claude', 'gemini'] }),
    }),
    0,
  );
  expect(checkModels(key, NAMES, () => [])).toEqual({
    status: 401,
    type: 'org_model_access_denied',
    code: 'org_model_access_denied',
    message:
      "organization not allowed to access model. This organization can only access models=['claude', 'gemini']. Tried to access gpt-4o",
    param: 'model',
  });
  expect(checkModels(key, NAMES, () => ['gpt-4o'])).toBeNull();
});

test('a key without lists may call everything', () => {
  expect(checkModels(new KnownKey(keyRecord(), 0), NAMES, () => [])).toBeNull();
});
