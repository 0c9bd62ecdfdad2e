import { expect, test } from '@jest/globals';
import { isTimeoutName } from '../../../../src/mcp/client/timeout-names.ts';

test('knows the names of timeouts', () => {
  expect(['ETIMEDOUT', 'UND_ERR_CONNECT_TIMEOUT', 'ECONNRESET', ''].map(isTimeoutName)).toEqual([
    true,
    true,
    false,
    false,
  ]);
});
