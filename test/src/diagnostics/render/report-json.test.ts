import { readFileSync } from 'node:fs';
import { Ajv } from 'ajv';
import { describe, expect, test } from '@jest/globals';
import { jsonReport, renderJsonReport } from '../../../../src/diagnostics/render/report-json.ts';
import type { Report } from '../../../../src/diagnostics/report.ts';
import { cleanReport, sampleFinding, sampleReport } from '../../../support/reports.ts';

const schemaFile = new URL('../../../../schema/llmgw.diagnostics.schema.json', import.meta.url);
const validate = new Ajv({ allErrors: true, strict: true, allowUnionTypes: true }).compile(
  JSON.parse(readFileSync(schemaFile, 'utf8')),
);

function errorsOf(document: unknown) {
  validate(document);
  return validate.errors ?? [];
}

function parse(report: Report): Record<string, unknown> {
  return JSON.parse(renderJsonReport(report));
}

describe('the JSON document', () => {
  const { code, name, severity, message } = sampleFinding();
  test.each([
    ['with everything', sampleReport()],
    ['with nothing', cleanReport()],
    [
      'with a finding that has no place',
      cleanReport({ findings: [{ code, name, severity, message }] }),
    ],
  ])('%s keeps to the published schema', (_title, report) => {
    expect(errorsOf(parse(report))).toEqual([]);
  });

  test('the schema would notice', () => {
    expect(errorsOf({ ...parse(sampleReport()), worst: 'bad', more: 1 })).toHaveLength(2);
  });

  test('has its keys always in the same order', () => {
    const { position, code, message, ...rest } = sampleFinding();
    const turned = { ...rest, message, ...(position && { position }), code };
    const report = sampleReport({
      findings: [turned],
      skipped: { binary: 2, 'too-large': 1 },
    });
    expect(renderJsonReport(report)).toBe(renderJsonReport(sampleReport()));
  });

  test('says what was found', () => {
    expect(jsonReport(sampleReport())).toMatchObject({
      schema: 'llmgw.diagnostics/v1',
      tool: { name: 'llmgw', version: '1.2.3' },
      valid: false,
      worst: 'critical',
      counts: { critical: 1, warning: 0, info: 0, suppressed: 1 },
      diagnostics: [
        {
          code: 'LGW102',
          docs: 'docs/rules/LGW102.md',
          range: {
            file: 'deploy/config.yaml',
            start: { line: 4, column: 16 },
            end: { line: 4, column: 25 },
          },
          fix: { class: 'safe', title: 'read it from GROQ_API_KEY' },
        },
      ],
      timing: { elapsed_ms: 312.5 },
    });
  });

  test('has no key for what is not known, and none beyond the contract', () => {
    const finding = Object.assign(sampleFinding(), { repair: { edits: ['a secret'] } });
    const text = renderJsonReport(cleanReport({ findings: [finding] }));
    expect(text).not.toContain('a secret');
    const bare = renderJsonReport(cleanReport({ findings: [{ code, name, severity, message }] }));
    expect(bare).not.toMatch(/"(range|help|fix|related|shown|path)":? ?(null|undefined)?[,}]/);
  });
});
