import { Ajv } from 'ajv';
import { describe, expect, test } from '@jest/globals';
import { renderGitlab } from '../../../../src/diagnostics/render/gitlab.ts';
import type { Report } from '../../../../src/diagnostics/report.ts';
import { cleanReport, sampleFinding, sampleReport } from '../../../support/reports.ts';

// What GitLab documents for its Code Quality report.
const validate = new Ajv().compile({
  type: 'array',
  items: {
    type: 'object',
    required: ['description', 'check_name', 'fingerprint', 'severity', 'location'],
    properties: {
      description: { type: 'string' },
      check_name: { type: 'string' },
      fingerprint: { type: 'string', minLength: 1 },
      severity: { enum: ['info', 'minor', 'major', 'critical', 'blocker'] },
      location: {
        type: 'object',
        required: ['path', 'lines'],
        properties: {
          path: { type: 'string', pattern: '^(?!\\./)' },
          lines: {
            type: 'object',
            required: ['begin'],
            properties: { begin: { type: 'integer', minimum: 1 } },
          },
        },
      },
    },
  },
});

function entriesOf(report: Report) {
  const entries = JSON.parse(renderGitlab(report));
  validate(entries);
  expect(validate.errors ?? []).toEqual([]);
  return entries;
}

describe('code quality for GitLab', () => {
  test('has an entry for each finding that counts', () => {
    expect(entriesOf(sampleReport())).toEqual([
      {
        type: 'issue',
        check_name: 'LGW102 hardcoded-provider-key',
        description: 'Groq API key written in the config file (api_key: os.environ/GROQ_API_KEY)',
        categories: ['Security'],
        fingerprint: '0123456789abcdef0123456789abcdef',
        severity: 'critical',
        location: { path: 'deploy/config.yaml', lines: { begin: 4, end: 4 } },
      },
    ]);
  });

  test('maps severities, and does without a place', () => {
    const { position: _position, end: _end, help: _help, ...bare } = sampleFinding();
    const [one, two] = entriesOf(
      cleanReport({
        findings: [
          { ...bare, severity: 'warning', fingerprint: 'a' },
          {
            ...bare,
            severity: 'info',
            fingerprint: 'b',
            position: { file: './x', line: 2, column: 1 },
          },
        ],
      }),
    );
    expect([one.severity, two.severity]).toEqual(['major', 'info']);
    expect(one.location).toEqual({ path: 'deploy/config.yaml', lines: { begin: 1 } });
    expect(two.location).toEqual({ path: 'x', lines: { begin: 2 } });
  });

  test('gives every entry a fingerprint of its own', () => {
    const entries = entriesOf(
      cleanReport({ findings: [sampleFinding(), sampleFinding(), sampleFinding()] }),
    );
    const prints = entries.map(({ fingerprint }: { fingerprint: string }) => fingerprint);
    expect(new Set(prints).size).toBe(3);
  });

  test('is an empty array for nothing', () => {
    expect(renderGitlab(cleanReport())).toBe('[]\n');
  });
});
