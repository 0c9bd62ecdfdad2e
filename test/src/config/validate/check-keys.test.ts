import { describe, expect, test } from '@jest/globals';
import { FindingLog } from '../../../../src/config/finding-log.ts';
import { keyTable } from '../../../../src/config/schema/key-table.ts';
import { checkKeys, kindOf } from '../../../../src/config/validate/check-keys.ts';
import { brief, mapOf } from '../load-text.ts';

const table = keyTable({
  used: { count: 'size', boolean: 'drop_params' },
  inert: { boolean: 'verbose ssl_verify' },
  guard: { texts: 'allowed' },
  hook: { any: 'custom_auth rules' },
});

function check(text: string) {
  const log = new FindingLog();
  checkKeys(mapOf(text), { path: 'section', table, log });
  const findings = log.sorted(['c.yaml']);
  return { findings, names: brief(findings, { notes: true }) };
}

describe('checkKeys', () => {
  test('tells unknown keys with what was probably meant', () => {
    const { findings, names } = check('siez: 1\nxyz: 2\n');
    expect(names).toEqual(['warning unknown-key 1:1', 'warning unknown-key 2:1']);
    expect(findings[0]).toMatchObject({ help: 'did you mean `size`?', path: 'section.siez' });
    expect(findings[1]?.help).toBeUndefined();
  });

  test('tells keys of other sections', () => {
    const { findings, names } = check('routing_strategy: least-busy\nmaster_key: k\n');
    expect(names).toEqual(['warning misplaced-key 1:1', 'critical master-key-misplaced 2:1']);
    expect(findings[1]?.code).toBe('LGW201');
  });

  test('a wrong type is critical where the value is used', () => {
    expect(check('size: -1\nverbose: [1]\n').names).toEqual(
      [
        'critical wrong-type 1:7',
        'warning wrong-type 2:10',
        'info setting-without-effect 2:1',
      ].sort((a, b) => place(a).localeCompare(place(b))),
    );
    expect(check('size:\n').names).toEqual([]);
  });

  test('tells what has no effect, unless it asks for nothing', () => {
    expect(check('verbose: true\nallowed: [a]\n').names).toEqual([
      'info setting-without-effect 1:1',
      'warning guard-without-effect 2:1',
    ]);
    expect(check('verbose: false\nallowed: []\nrules: {}\n').names).toEqual([]);
    expect(check('ssl_verify: false\n').names).toEqual(['info setting-without-effect 1:1']);
  });

  test('hooks are told, and authentication is critical', () => {
    expect(check('rules: [a.b]\ncustom_auth: a.b\n').names).toEqual([
      'warning python-hook 1:1',
      'critical python-hook 2:1',
    ]);
  });

  test('a list under drop_params is only a warning', () => {
    expect(check('drop_params: [a]\n').names).toEqual(['warning wrong-type 1:14']);
  });

  test('never shows a value', () => {
    const { findings } = check('size: sk-secret\nother: sk-secret\ncustom_auth: sk-secret\n');
    expect(findings).toHaveLength(3);
    expect(JSON.stringify(findings)).not.toContain('sk-secret');
  });
});

const place = (line: string) => line.split(' ')[2] ?? '';

describe('kindOf', () => {
  test.each([
    ['[]', 'a list'],
    ['{}', 'a map'],
    ['5', 'this number'],
    ['yes', 'true or false'],
    ['x', 'this text'],
    ['~', 'nothing'],
  ])('%s is %s', (text, words) => {
    const node = mapOf(`v: ${text}\n`).entries.get('v')?.value;
    expect(node === undefined ? null : kindOf(node)).toBe(words);
  });
});
