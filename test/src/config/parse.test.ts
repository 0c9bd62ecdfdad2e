import { describe, expect, test } from '@jest/globals';
import { FindingLog } from '../../../src/config/finding-log.ts';
import { child, toPlain } from '../../../src/config/node.ts';
import { parseYaml } from '../../../src/config/parse.ts';

function parse(text: string) {
  const log = new FindingLog();
  const node = parseYaml({ path: 'c.yaml', text }, log);
  const findings = log.sorted(['c.yaml']);
  return { node, plain: node === null ? null : toPlain(node), findings };
}

const brief = (text: string) =>
  parse(text).findings.map(({ name, position }) => `${name} ${position?.line}:${position?.column}`);

describe('parseYaml', () => {
  test('keeps the place of every value and key', () => {
    const { node } = parse('a:\n  b: yes\n  c: [1, two]\n');
    const a = child(node, 'a');
    expect(child(a, 'b')?.position).toEqual({ file: 'c.yaml', line: 2, column: 6 });
    const list = child(a, 'c');
    const second = list?.kind === 'list' ? list.items[1] : undefined;
    expect(second?.position).toEqual({ file: 'c.yaml', line: 3, column: 10 });
    const entry = a?.kind === 'map' ? a.entries.get('c') : undefined;
    expect(entry?.keyPosition).toEqual({ file: 'c.yaml', line: 3, column: 3 });
  });

  test('reads plain scalars as PyYAML, quoted ones as text', () => {
    expect(parse(`a: on\nb: "on"\nc: 'no'\nd: 1e-6\ne:\nf: |\n  5\n`).plain).toEqual({
      a: true,
      b: 'on',
      c: 'no',
      d: '1e-6',
      e: null,
      f: '5\n',
    });
  });

  test('merges maps under what they write themselves', () => {
    const text = 'base: &b {x: 1, y: 2}\nmore: &m {y: 3, z: 4}\nown:\n  <<: [*b, *m]\n  x: 9\n';
    expect(parse(text).plain).toMatchObject({ own: { x: 9, y: 2, z: 4 } });
  });

  test('lets a later anchor of the same name win', () => {
    expect(parse('- &a 1\n- *a\n- &a 2\n- *a\n').plain).toEqual([1, 1, 2, 2]);
  });

  test('takes the last of two equal keys, and says so', () => {
    const { plain, findings } = parse('a: 1\nb: 2\na: 3\n');
    expect(plain).toEqual({ a: 3, b: 2 });
    expect(findings).toMatchObject([
      { name: 'duplicate-key', severity: 'warning', position: { line: 3, column: 1 } },
    ]);
  });

  test('tells every syntax error with its place', () => {
    expect(brief('a: [1, 2\nb: 3\n')).toEqual(['invalid-yaml 2:1']);
    expect(brief('a:\n\t- 1\n')).toEqual(['invalid-yaml 2:1']);
    expect(brief('a: "x\n')).toHaveLength(1);
  });

  test('never quotes the source of a syntax error', () => {
    const { findings } = parse('master_key: "sk-very-secret\nother: @sk-very-secret\n');
    expect(findings.length).toBeGreaterThan(0);
    expect(JSON.stringify(findings)).not.toContain('sk-very');
  });

  test('refuses several documents', () => {
    expect(brief('a: 1\n---\nb: 2\n')).toEqual(['several-documents 2:1']);
  });

  test('refuses unknown tags and maps as keys', () => {
    expect(brief('a: !env NAME\n')).toEqual(['invalid-yaml 1:9']);
    expect(brief('? {a: 1}\n: 2\n')).toEqual(['invalid-yaml 1:3']);
  });

  test('refuses an alias without an anchor', () => {
    expect(brief('a: *nowhere\n')).toHaveLength(1);
  });

  test('stops an alias that contains itself', () => {
    expect(brief('a: &a [*a]\n')).toEqual(['alias-bomb 1:8']);
  });

  test('stops a billion laughs at once', () => {
    const lines = ['a0: &a0 [x, x, x, x, x, x, x, x, x]'];
    for (let level = 1; level < 12; level += 1) {
      const name = `*a${level - 1}`;
      lines.push(`a${level}: &a${level} [${Array(9).fill(name).join(', ')}]`);
    }
    const names = brief(lines.join('\n'));
    expect(names).toHaveLength(1);
    expect(names[0]).toMatch(/^alias-bomb/);
  });

  test('reads a byte order mark, CRLF and a comment-only file', () => {
    expect(parse('\uFEFFa: 1\r\nb: x\r\n').plain).toEqual({ a: 1, b: 'x' });
    expect(parse('# nothing\n').plain).toBeNull();
    expect(parse('').node).toBeNull();
  });
});
