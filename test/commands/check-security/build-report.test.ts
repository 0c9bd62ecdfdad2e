import { expect, test } from '@jest/globals';
import { buildReport } from '../../../commands/check-security/build-report.ts';
import { inspect } from '../../../commands/check-security/inspect.ts';
import { USUAL_JUDGEMENT, USUAL_OPTIONS } from '../../support/check-judgement.ts';
import { projectOf } from '../../support/rule-cases.ts';
import { OPEN_CONFIG } from '../../support/scan-folder.ts';

const project = projectOf({
  'b.yaml': OPEN_CONFIG,
  'a.yaml': OPEN_CONFIG,
  '.env': 'A=1',
  'k.pem': 'x',
});

test('findings by place, without what would mend them; no hash of a file that is a secret', () => {
  const collected = { project, skipped: {}, before: null, narrowedTo: null, isWhole: true };
  const inspection = inspect(collected, USUAL_JUDGEMENT);
  const outcome = { inspection, files: project.files, skipped: {}, live: [], elapsedMs: 5 };
  const report = buildReport(outcome, USUAL_OPTIONS);
  expect(report.findings.map(({ position }) => position?.file)).toEqual(['a.yaml', 'b.yaml']);
  expect(report.findings.every((finding) => !('repair' in finding))).toBe(true);
  const hashed = report.files.filter(({ sha256 }) => sha256 !== null).map(({ path }) => path);
  expect(hashed).toEqual(['b.yaml', 'a.yaml']);
});

test('rules that were left out are no passed checks', () => {
  const outcome = {
    inspection: { findings: [], suppressed: [] },
    files: [],
    skipped: {},
    live: [],
    elapsedMs: 0,
  };
  const { rules } = buildReport(outcome, { ...USUAL_OPTIONS, only: new Set(['LGW211']) });
  expect(rules.map(({ code }) => code)).toEqual(['LGW211']);
});
