import { expect, test } from '@jest/globals';
import { unreadableFinding } from '../../../src/stored-models/findings.ts';

test('names the model and the places, and is no reason to stop', () => {
  const place = { table: 'T', column: 'c', row: 'r', path: 'api_key' };
  const model = { id: 'm1', name: 'gpt', places: [place] };
  expect(unreadableFinding(model, true).message).toContain('is served as it was before');
  expect(unreadableFinding(model, false)).toMatchObject({
    code: 'LGW051',
    severity: 'warning',
    message: 'model "gpt" (m1) is left out: no key opens T.c: api_key',
  });
});
