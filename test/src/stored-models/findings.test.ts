import { expect, test } from '@jest/globals';
import { unreadableFinding } from '../../../src/stored-models/findings.ts';

test('names the model and the places, and is no reason to stop', () => {
  const place = { table: 'T', column: 'c', row: 'r', path: 'api_key' };
  expect(unreadableFinding({ id: 'm1', name: 'gpt' }, [place])).toMatchObject({
    code: 'LGW051',
    severity: 'warning',
    message: 'model "gpt" (m1) is left out: no key opens T.c: api_key',
  });
});
