import { describe, expect, test } from '@jest/globals';
import { readAliases } from '../../../../src/config/build/aliases.ts';
import { FindingLog } from '../../../../src/config/finding-log.ts';
import { mapOf } from '../load-text.ts';

describe('readAliases', () => {
  test('reads names and maps', () => {
    const log = new FindingLog();
    const root = mapOf(
      'router_settings:\n  model_group_alias:\n    x: a\n    y: {model: b, hidden: true}\n    z: [c]\n',
    );
    expect(readAliases(root, log)).toMatchObject([
      { alias: 'x', group: 'a', hidden: false },
      { alias: 'y', group: 'b', hidden: true, position: { line: 4, column: 16 } },
    ]);
    expect(log.sorted(['c.yaml'])).toMatchObject([{ name: 'wrong-type', position: { line: 5 } }]);
  });

  test('is empty without the section', () => {
    expect(readAliases(mapOf('a: 1\n'), new FindingLog())).toEqual([]);
  });
});
