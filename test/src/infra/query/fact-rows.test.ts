import { expect, test } from '@jest/globals';
import { factRows } from '../../../../src/infra/query/fact-rows.ts';
import { portFact } from '../../../support/infra-facts.ts';

test('times are ages for people and times for programs', () => {
  const [people] = factRows([portFact()], 180_000, true).rows;
  expect(people).toMatchObject({ since: '2 min ago', seen: '60 s ago', host: 'gw-1' });
  const [program] = factRows([portFact({ lastSeenMs: null })], 180_000, false).rows;
  expect(program).toMatchObject({ since: '1970-01-01T00:01:00.000Z', seen: null });
});
