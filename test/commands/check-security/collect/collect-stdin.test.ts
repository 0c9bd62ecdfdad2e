import { expect, test } from '@jest/globals';
import { ONE_RULE, OPEN_CONFIG, placesIn, ScanFolder } from '../../../support/scan-folder.ts';

test('one file from stdin, under the name it is given', async () => {
  const folder = new ScanFolder();
  const stdin = ['--stdin', '--stdin-filename', 'deploy/config.yaml'];
  const end = await folder.check([...ONE_RULE, ...stdin, '--json'], { stdin: OPEN_CONFIG });
  expect(placesIn(end)).toEqual(['LGW211 deploy/config.yaml:5']);
  expect((await folder.check(stdin, { stdin: '\0' })).code).toBe(64);
  const small = [...stdin, '--max-file-size', '10'];
  expect((await folder.check(small, { stdin: OPEN_CONFIG })).code).toBe(64);
  folder.remove();
});
