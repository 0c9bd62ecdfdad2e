import { describe, expect, test } from '@jest/globals';
import { PLAIN } from '../../../../src/diagnostics/render/paint.ts';
import { renderReport } from '../../../../src/diagnostics/render/render-report.ts';
import { REPORT_FORMATS } from '../../../../src/diagnostics/report.ts';
import { cleanReport, sampleFinding, sampleReport } from '../../../support/reports.ts';

const SECRET = 'gsk_this-must-never-be-shown';
const source = `model_list:\n  - a: ${SECRET}\n  - b\n      api_key: ${SECRET} # ${SECRET}\n`;
const options = { color: PLAIN, sourceOf: () => source };

const BEGINNINGS = {
  text: 'error[LGW102',
  json: '{\n  "schema": "llmgw.diagnostics/v1"',
  sarif: '{\n  "$schema"',
  junit: '<?xml',
  github: '::error ',
  gitlab: '[\n',
  markdown: '## llmgw check-security',
} as const;

describe.each(REPORT_FORMATS)('a report as %s', (format) => {
  test('is of that format and ends with its line', () => {
    const text = renderReport(sampleReport(), format, options);
    expect(text.slice(0, BEGINNINGS[format].length)).toBe(BEGINNINGS[format]);
    expect(text).toMatch(/[^\n]\n$/);
  });

  test('can be made of nothing', () => {
    const report = cleanReport({ files: [], rules: [] });
    expect(renderReport(report, format, options)).toMatch(/[^\n]\n$/);
  });

  test('holds no secret and no control character', () => {
    const finding = Object.assign(sampleFinding({ message: 'odd \u001B[2J' }), { repair: SECRET });
    const text = renderReport(sampleReport({ findings: [finding] }), format, options);
    expect(text).not.toContain(SECRET);
    expect(text).not.toMatch(/(?!\n)\p{Cc}/u);
  });
});
