import { describe, expect, test } from '@jest/globals';
import type { Finding } from '../../../../src/diagnostics/finding.ts';
import { SourceLines } from '../../../../src/diagnostics/render/source-lines.ts';
import { sampleFinding } from '../../../support/reports.ts';

/** The snippet of the part of `line` between the bars. */
function snippetOf(line: string, shown?: string) {
  const [before = '', meant = '', after = ''] = line.split('|');
  const column = before.length + 1;
  const { shown: _, ...plain } = sampleFinding();
  const finding: Finding = {
    ...plain,
    ...(shown === undefined ? {} : { shown }),
    position: { file: 'a.yaml', line: 2, column },
    end: { line: 2, column: column + meant.length },
  };
  const source = `# first\r\n${before}${meant}${after}\r\n`;
  return new SourceLines(() => source).snippet(finding);
}

describe('a line whose meant part is known', () => {
  test.each([
    ['  api_key: |secret|  # also secret', '  api_key: '],
    ['  - "api_key": "|secret|"', '  - "api_key": "'],
    ['export KEY=|secret|', 'export KEY='],
    ['ENV KEY |secret|', 'ENV KEY '],
    ['      - KEY=|secret|', '      - KEY='],
    ['    - |secret|', '    - '],
    ['|secret|', ''],
    ['args: ["--token", "other", "|secret|"]', 'args: … '],
    ['  run other |secret|', '  … '],
    ['  sk-other: |secret|', '  … '],
    ['  key: other |secret|', '  key: … '],
  ])('of %j shows %j and the part', (line, lead) => {
    const shown = 'gsk_…(56 chars)';
    const text = `${lead}${shown}`;
    expect(snippetOf(line, shown)).toEqual({
      line: 2,
      text,
      from: lead.length,
      width: shown.length,
    });
  });
});

describe('a line of which nothing is known', () => {
  test('is masked, and the carets stay within it', () => {
    expect(snippetOf('  api_key: |a long secret|')).toEqual({
      line: 2,
      text: '  api_key: …',
      from: 11,
      width: 1,
    });
  });

  test('has carets below all of a reference', () => {
    const text = '  api_key: os.environ/KEY';
    expect(snippetOf('  api_key: |os.environ/KEY|')).toEqual({
      line: 2,
      text,
      from: 11,
      width: 14,
    });
  });

  test('is marked up to its end when the part goes on', () => {
    const position = { file: 'a', line: 1, column: 1 };
    const finding = { ...sampleFinding({ position, end: { line: 3, column: 1 } }), shown: '' };
    const lines = new SourceLines(() => 'router_settings:\n');
    expect(lines.snippet(finding)).toMatchObject({ from: 0, width: 16 });
  });
});

describe('no snippet', () => {
  const { position: _, ...placeless } = sampleFinding();
  test.each([
    ['no place', () => 'a: b\n', placeless],
    ['no such line', () => 'a: b\n', sampleFinding()],
    ['no such file', () => null, sampleFinding()],
  ])('for %s', (_title, sourceOf, finding) => {
    expect(new SourceLines(sourceOf).snippet(finding)).toBeNull();
  });

  test('and a file is asked for once', () => {
    const asked: string[] = [];
    const lines = new SourceLines((file) => {
      asked.push(file);
      return 'a\n';
    });
    lines.snippet(sampleFinding());
    lines.snippet(sampleFinding());
    expect(asked).toEqual(['deploy/config.yaml']);
  });
});
