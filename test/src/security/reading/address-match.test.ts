import { expect, test } from '@jest/globals';
import { addressMatch } from '../../../../src/security/reading/address-match.ts';
import { databaseUrls } from '../../../../src/security/reading/database-urls.ts';
import { projectOf, type ProjectChanges } from '../../../support/rule-cases.ts';

function matchOf(url: string, changes: ProjectChanges = {}) {
  const files = { '.env': `A=${url}\n`, 'compose.yaml': 'services: {g: {environment: [A]}}\n' };
  const project = projectOf(files, changes);
  const [found] = databaseUrls(project);
  return found === undefined ? null : addressMatch(project, found, 'no');
}

test('an address that holds more than a host is masked', () => {
  expect(matchOf('redis://:a@b')).toMatchObject({ file: '.env', message: 'no', secret: 'weak' });
  expect(matchOf('redis://b')).not.toHaveProperty('secret');
});

test('of a file that git ignores it is told where the variable is used', () => {
  const match = matchOf('redis://:a@b', { facts: { '.env': { origin: 'ignored' } } });
  expect(match).toMatchObject({ file: 'compose.yaml', message: 'no (A in .env)' });
  expect(match).not.toHaveProperty('secret');
});
