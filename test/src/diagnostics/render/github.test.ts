import { describe, expect, test } from '@jest/globals';
import { renderGithub } from '../../../../src/diagnostics/render/github.ts';
import type { Finding } from '../../../../src/diagnostics/finding.ts';
import { cleanReport, sampleFinding, sampleReport } from '../../../support/reports.ts';

function linesOf(findings: readonly Finding[]): readonly string[] {
  return renderGithub(cleanReport({ findings })).trimEnd().split('\n');
}

describe('annotations', () => {
  test('name place, rule, message and help', () => {
    expect(renderGithub(sampleReport({ live: [] }))).toBe(
      '::error file=deploy/config.yaml,line=4,endLine=4,col=16,endColumn=25,title=LGW102 hardcoded-provider-key::' +
        'Groq API key written in the config file%0Ahelp: api_key: os.environ/GROQ_API_KEY\n' +
        'llmgw check-security: 1 critical · 1 suppressed · 2 files (3 skipped) · 0.31 s\n',
    );
  });

  test('cannot be broken out of', () => {
    const [line] = linesOf([
      sampleFinding({
        message: '100% a\r\nb\n::error::c\u001B[0m',
        help: 'x',
        position: { file: 'a:b,c%.yaml', line: 1, column: 1 },
        end: { line: 2, column: 3 },
        severity: 'warning',
      }),
    ]);
    expect(line).toBe(
      '::warning file=a%3Ab%2Cc%25.yaml,line=1,endLine=2,title=LGW102 hardcoded-provider-key::' +
        '100%25 a%0Ab%0A::error::c\uFFFD[0m%0Ahelp: x',
    );
  });

  test('do without a place and an end', () => {
    const { position, end: _end, help: _help, ...bare } = sampleFinding({ severity: 'info' });
    expect(linesOf([bare])[0]).toMatch(/^::notice title=LGW102/);
    expect(linesOf([{ ...bare, ...(position && { position }) }])[0]).toContain(
      'line=4,col=16,title',
    );
  });

  test('are the ten worst, and a summary that counts the others', () => {
    const many = (severity: Finding['severity'], count: number) =>
      Array.from({ length: count }, () => sampleFinding({ severity }));
    const lines = linesOf([...many('info', 4), ...many('warning', 9), ...many('critical', 3)]);
    expect(lines.map((line) => /^::(\w+)/.exec(line)?.[1])).toEqual([
      ...Array.from({ length: 3 }, () => 'error'),
      ...Array.from({ length: 7 }, () => 'warning'),
      'notice',
    ]);
    expect(lines.at(-1)).toContain('title=llmgw check-security::3 critical, 9 warnings, 4 info');
    expect(lines.at(-1)).toMatch(/6 more findings are not shown here$/);
  });
});
