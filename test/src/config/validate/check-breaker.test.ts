import { describe, expect, test } from '@jest/globals';
import { FindingLog } from '../../../../src/config/finding-log.ts';
import { checkBreaker } from '../../../../src/config/validate/check-breaker.ts';
import { mapOf } from '../load-text.ts';

function check(text: string) {
  const log = new FindingLog();
  checkBreaker(mapOf(text), { path: 'breaker', report: (name, detail) => log.add(name, detail) });
  return log.sorted(['c.yaml']);
}

describe('checkBreaker', () => {
  test.each([
    ['hold_base', 'hold_max'],
    ['wait_duration_in_open_state', 'wait_duration_in_open_state_max'],
  ])('tells a %s above %s', (less, more) => {
    expect(check(`${less}: 2\n${more}: 1500ms\n`)).toMatchObject([
      {
        severity: 'critical',
        message: `\`${less}\` must not be above \`${more}\``,
        position: { line: 1, column: less.length + 3 },
        path: `breaker.${less}`,
      },
    ]);
    expect(check(`${less}: 2\n${more}: 2\n`)).toEqual([]);
  });

  test('tells a slow limit that no first token is worth', () => {
    expect(check('slow_call_duration_threshold: 10m\n')).toEqual([]);
    expect(check('slow_call_duration_threshold: 601\n')).toMatchObject([
      { severity: 'critical', path: 'breaker.slow_call_duration_threshold' },
    ]);
  });

  test('says nothing of a time that stands alone, or that is none', () => {
    expect(check('hold_base: 2\nwait_duration_in_open_state_max: 1\n')).toEqual([]);
    expect(check('hold_base: soon\nhold_max: 1\n')).toEqual([]);
    expect(check('hold_base: 3\nhold_max: never\n')).toEqual([]);
  });
});
