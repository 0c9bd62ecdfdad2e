import { expect, test } from '@jest/globals';
import { CHECK_NAMES } from '../../../commands/doctor/check.ts';

test('those that call somebody stand last', () => {
  expect(CHECK_NAMES.slice(-7)).toEqual([
    ...['redis', 'postgres', 'stored-secrets', 'ingest-state', 'maintenance', 'mcp', 'provider'],
  ]);
});
