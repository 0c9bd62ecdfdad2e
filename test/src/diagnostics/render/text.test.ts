import { describe, expect, test } from '@jest/globals';
import type { Finding } from '../../../../src/diagnostics/finding.ts';
import { PLAIN } from '../../../../src/diagnostics/render/paint.ts';
import { renderBlocks, renderFindings } from '../../../../src/diagnostics/render/text.ts';

const SOURCE = 'model_list:\n  - model_name: a\n    litellm_params:\n      api_key: sk-secret\n';
const sourceOf = (file: string) => (file === 'config.yaml' ? SOURCE : null);

function finding(over: Partial<Finding> = {}): Finding {
  return {
    code: 'LGW015',
    name: 'unset-variable',
    severity: 'critical',
    message: 'the environment variable `KEY` is not set',
    help: 'set `KEY`',
    position: { file: 'config.yaml', line: 4, column: 16 },
    ...over,
  };
}

describe('renderFindings', () => {
  test('shows a finding with its place, line, caret and help', () => {
    expect(renderFindings([finding()], { color: PLAIN, sourceOf })).toBe(
      [
        'error[LGW015 unset-variable]: the environment variable `KEY` is not set',
        ' --> config.yaml:4:16',
        '  |',
        '4 |       api_key: …',
        '  |                ^',
        '  = help: set `KEY`',
        '',
        '1 error',
      ].join('\n'),
    );
  });

  test('counts by severity', () => {
    const findings = [
      finding(),
      finding({ message: 'other' }),
      finding({ severity: 'warning' }),
      finding({ severity: 'info' }),
    ];
    expect(renderFindings(findings, { color: PLAIN }).split('\n').at(-1)).toBe(
      '2 errors, 1 warning, 1 note',
    );
  });

  test('puts equal findings together', () => {
    const at = (file: string, line: number) => finding({ position: { file, line, column: 3 } });
    const text = renderFindings([at('a', 1), at('a', 5), at('b', 9), at('b', 12)], {
      color: PLAIN,
    });
    expect(text).toContain('= also at 5:3, b:9:3, 12:3');
    expect(text.match(/error\[/g)).toHaveLength(1);
    expect(text).toMatch(/4 errors$/);
  });

  test('does without place, source and help', () => {
    const { code, name, severity, message } = finding();
    expect(renderFindings([{ code, name, severity, message }], { color: PLAIN })).toBe(
      'error[LGW015 unset-variable]: the environment variable `KEY` is not set\n\n1 error',
    );
  });

  test('leaves the line out when the file is shorter or gone', () => {
    const far = finding({ position: { file: 'config.yaml', line: 99, column: 1 } });
    expect(renderFindings([far], { color: PLAIN, sourceOf })).not.toContain('|');
    const gone = finding({ position: { file: 'gone.yaml', line: 1, column: 1 } });
    expect(renderFindings([gone], { color: PLAIN, sourceOf })).not.toContain('|');
  });

  test('keeps the caret within the masked line', () => {
    const late = finding({ position: { file: 'config.yaml', line: 4, column: 200 } });
    expect(renderFindings([late], { color: PLAIN, sourceOf })).toContain('|                ^\n');
  });

  test('never prints a secret or an escape sequence', () => {
    const nasty = finding({ message: 'model `\u001B[31mred` is unknown' });
    const text = renderFindings([finding(), nasty], { color: PLAIN, sourceOf });
    expect(text).not.toContain('sk-secret');
    expect(text).not.toContain('\u001B');
  });

  test('paints by severity', () => {
    const color = { ...PLAIN, red: (text: string) => `<r>${text}</r>` };
    const text = renderFindings([finding()], { color });
    expect(text).toContain('<r>error[LGW015 unset-variable]</r>');
  });

  test('is empty for no findings', () => {
    expect(renderFindings([], { color: PLAIN })).toBe('');
  });
});

describe('what a scan knows besides', () => {
  const scanned = finding({
    confidence: 'medium',
    path: 'model_list[0].litellm_params.api_key',
    end: { line: 4, column: 25 },
    shown: 'sk-…(9 chars)',
    fingerprint: 'f'.repeat(32),
    fix: { class: 'safe', title: 'read it from KEY' },
    related: [{ position: { file: '.env', line: 1, column: 1 }, message: 'set here' }],
  });

  test('stands in its block', () => {
    expect(renderBlocks([scanned], { color: PLAIN, sourceOf })).toEqual([
      [
        'error[LGW015 unset-variable]: the environment variable `KEY` is not set',
        ' --> config.yaml:4:16  model_list[0].litellm_params.api_key',
        '  |',
        '4 |       api_key: sk-…(9 chars)',
        '  |                ^^^^^^^^^^^^^',
        '  = .env:1:1: set here',
        '  = confidence: medium · fix: safe (read it from KEY)',
        '  = help: set `KEY`',
      ].join('\n'),
    ]);
  });

  test('shows no line of what is about the whole file', () => {
    const whole = finding({
      position: { file: 'config.yaml', line: 1, column: 1 },
      fingerprint: 'f'.repeat(32),
    });
    const [block] = renderBlocks([whole], { color: PLAIN, sourceOf });
    expect(block).toContain(' --> config.yaml\n  = help');
  });

  test('keeps findings apart that show something else', () => {
    const other = { ...scanned, shown: 'sk-…(8 chars)' };
    expect(renderBlocks([scanned, other], { color: PLAIN })).toHaveLength(2);
  });
});

test('goes file by file, the worst last', () => {
  const at = (file: string, severity: Finding['severity'], line: number): Finding =>
    finding({ severity, message: `${file}${line}`, position: { file, line, column: 1 } });
  const blocks = renderBlocks(
    [
      at('a', 'critical', 1),
      at('a', 'info', 2),
      at('b', 'warning', 3),
      at('c', 'critical', 4),
      at('b', 'info', 5),
      at('c', 'critical', 6),
    ],
    { color: PLAIN },
  );
  const order = blocks.map((block) => /: (\w\d)$/m.exec(block)?.[1]);
  expect(order).toEqual(['b5', 'b3', 'a2', 'a1', 'c4', 'c6']);
});
