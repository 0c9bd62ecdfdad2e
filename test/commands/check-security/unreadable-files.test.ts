import { expect, test } from '@jest/globals';
import { unreadableFiles } from '../../../commands/check-security/unreadable-files.ts';
import { projectOf } from '../../support/rule-cases.ts';

test('what could not be read is a warning, what was left out on purpose is not', () => {
  const place = { mode: null, origin: 'loose' } as const;
  const unread = (['unreadable', 'binary', 'too-large'] as const).map((reason) => ({
    ...{ ...place, reason, path: reason },
  }));
  expect(unreadableFiles(projectOf({}, { unread }))).toMatchObject([
    { code: 'LGW011', severity: 'warning', position: { file: 'unreadable' } },
  ]);
});
