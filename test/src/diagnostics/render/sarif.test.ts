import { readFileSync } from 'node:fs';
import AjvDraft04 from 'ajv-draft-04';
import { describe, expect, test } from '@jest/globals';
import { renderSarif } from '../../../../src/diagnostics/render/sarif.ts';
import type { Report } from '../../../../src/diagnostics/report.ts';
import { ruleInfos } from '../../../../src/security/rule-infos.ts';
import { cleanReport, sampleFinding, sampleReport } from '../../../support/reports.ts';

// As SchemaStore publishes it; the final text differs from it in its title only where we are concerned.
const schemaFile = new URL('../../../fixtures/sarif/sarif-2.1.0-rtm.5.json', import.meta.url);
const ajv = new AjvDraft04.default({ allErrors: true, strict: false, unicodeRegExp: false });
ajv.addFormat('uri', { validate: URL.canParse });
ajv.addFormat('uri-reference', {
  validate: (text: string) => /^[\w%!$&'()*+,;=:@/?#.~-]*$/.test(text),
});
ajv.addFormat('date-time', /^\d{4}-\d\d-\d\dT/);
const validate = ajv.compile(JSON.parse(readFileSync(schemaFile, 'utf8')));

function errorsOf(document: unknown) {
  validate(document);
  return validate.errors ?? [];
}

function runOf(report: Report) {
  return JSON.parse(renderSarif(report)).runs[0];
}

describe('SARIF', () => {
  const { code, name, severity, message } = sampleFinding();
  test.each([
    ['with everything', sampleReport()],
    ['with every rule there is', sampleReport({ rules: ruleInfos })],
    ['with nothing', cleanReport({ rules: [], files: [] })],
    [
      'with a finding without a place',
      cleanReport({ findings: [{ code, name, severity, message }] }),
    ],
    [
      'with odd file names',
      cleanReport({
        findings: [
          sampleFinding({ position: { file: './a b/[1]#?.yaml', line: 1, column: 1 } }),
          sampleFinding({ position: { file: '/etc/llmgw.yaml', line: 1, column: 1 } }),
        ],
      }),
    ],
  ])('%s keeps to the published schema', (_title, report) => {
    expect(errorsOf(JSON.parse(renderSarif(report)))).toEqual([]);
  });

  test('the schema would notice', () => {
    const log = JSON.parse(renderSarif(sampleReport()));
    log.runs[0].results[0].level = 'critical';
    expect(errorsOf(log)).not.toEqual([]);
  });

  test('describes the rules, by code', () => {
    const report = sampleReport();
    const { rules } = runOf({ ...report, rules: [...report.rules].reverse() }).tool.driver;
    expect(rules.map(({ id }: { id: string }) => id)).toEqual(['LGW102', 'LGW310']);
    expect(rules[0]).toMatchObject({
      name: 'hardcoded-provider-key',
      help: { markdown: expect.stringContaining('llmgw explain LGW102') },
      defaultConfiguration: { level: 'error' },
      properties: { tags: ['security'], precision: 'high', 'security-severity': '9.0' },
    });
    expect(rules[1]).toMatchObject({ properties: { 'security-severity': '5.0' } });
    expect(rules[0]).not.toHaveProperty('helpUri');
  });

  test('gives no security severity to what is none', () => {
    const rules = ruleInfos.filter((info) => info.code === 'LGW014');
    const [rule] = runOf(cleanReport({ rules })).tool.driver.rules;
    expect(rule.properties).toEqual({ tags: ['configuration'], precision: 'high' });
  });

  test('places a result', () => {
    const [result] = runOf(sampleReport()).results;
    expect(result).toMatchObject({
      ruleId: 'LGW102',
      ruleIndex: 0,
      level: 'error',
      locations: [
        {
          physicalLocation: {
            artifactLocation: { uri: 'deploy/config.yaml', uriBaseId: '%SRCROOT%' },
            region: { startLine: 4, startColumn: 16, endLine: 4, endColumn: 25 },
          },
          logicalLocations: [{ fullyQualifiedName: 'model_list[0].litellm_params.api_key' }],
        },
      ],
      partialFingerprints: { 'llmgw/v1': '0123456789abcdef0123456789abcdef' },
    });
    expect(result).not.toHaveProperty('suppressions');
  });

  test('marks what is suppressed, and by what', () => {
    const finding = sampleFinding();
    const report = cleanReport({
      suppressed: [
        { finding, by: 'inline', reason: 'one' },
        { finding, by: 'file', reason: 'two' },
        { finding, by: 'baseline', reason: 'three' },
      ],
    });
    expect(
      runOf(report).results.map((result: { suppressions: object[] }) => result.suppressions),
    ).toEqual([
      [{ kind: 'inSource', justification: 'one' }],
      [{ kind: 'external', justification: 'two' }],
      [{ kind: 'external', justification: 'three' }],
    ]);
  });

  test('knows a finding whose rule it was not told of', () => {
    const [result] = runOf(cleanReport({ findings: [sampleFinding()], rules: [] })).results;
    expect(result.ruleId).toBe('LGW102');
    expect(result).not.toHaveProperty('ruleIndex');
  });
});
