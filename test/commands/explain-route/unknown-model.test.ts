import { expect, test } from '@jest/globals';
import { unknownModel } from '../../../commands/explain-route/unknown-model.ts';

test('a refusal because of the model has a code of its own, others have not', () => {
  expect(unknownModel('model_not_found', 'Did you mean "gpt"?')).toMatchObject({
    ...{ code: 'E_UNKNOWN_MODEL', message: 'Did you mean "gpt"?' },
  });
  expect(unknownModel('model_not_served', 'not served')?.code).toBe('E_UNKNOWN_MODEL');
  expect(unknownModel('invalid_json', 'no')).toBeNull();
});
