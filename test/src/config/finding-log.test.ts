import { describe, expect, test } from '@jest/globals';
import { FindingLog } from '../../../src/config/finding-log.ts';

const at = (file: string, line: number, column = 1) => ({ position: { file, line, column } });

describe('FindingLog', () => {
  test('takes code and severity from the table', () => {
    const log = new FindingLog();
    log.add('unknown-key', { message: 'm' });
    expect(log.sorted([])).toEqual([
      { code: 'LGW024', name: 'unknown-key', severity: 'warning', message: 'm' },
    ]);
    expect(log.hasCritical).toBe(false);
  });

  test('lets a finding be milder or worse than usual', () => {
    const log = new FindingLog();
    log.add('unknown-key', { message: 'm', severity: 'critical' });
    expect(log.hasCritical).toBe(true);
  });

  test('sorts by file in the order of reading, then by place, those without a place first', () => {
    const log = new FindingLog();
    log.add('unknown-key', { message: '4', ...at('b.yaml', 1) });
    log.add('unknown-key', { message: '3', ...at('z.yaml', 2, 5) });
    log.add('unknown-key', { message: '2', ...at('z.yaml', 2, 1) });
    log.add('unknown-key', { message: '1' });
    const messages = log.sorted(['z.yaml', 'b.yaml']).map(({ message }) => message);
    expect(messages).toEqual(['1', '2', '3', '4']);
  });

  test('tells the same thing once', () => {
    const log = new FindingLog();
    log.add('unknown-key', { message: 'm', ...at('a', 1) });
    log.add('unknown-key', { message: 'm', ...at('a', 1) });
    expect(log.count).toBe(2);
    expect(log.sorted(['a'])).toHaveLength(1);
  });
});
