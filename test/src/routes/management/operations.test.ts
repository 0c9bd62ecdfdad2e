import { expect, test } from '@jest/globals';
import { OPERATIONS } from '../../../../src/routes/management/operations.ts';

test('every path that takes a part does the same as the path without', () => {
  expect(OPERATIONS['POST /key/{key}/regenerate']).toBe(OPERATIONS['POST /key/regenerate']);
});
