import { expect, test } from '@jest/globals';
import { metaFinding } from '../../../src/diagnostics/meta-finding.ts';

test('a meta finding has the words of its rule, and a fingerprint that lines do not change', () => {
  const at = (line: number, identity: string) =>
    metaFinding('unparsable-file', {
      message: 'm',
      position: { file: 'a.yaml', line, column: 1 },
      identity,
    });
  expect(at(1, 'x')).toMatchObject({
    code: 'LGW005',
    name: 'unparsable-file',
    severity: 'warning',
  });
  expect(at(1, 'x').fingerprint).toBe(at(9, 'x').fingerprint);
  expect(at(1, 'x').fingerprint).not.toBe(at(1, 'y').fingerprint);
});
