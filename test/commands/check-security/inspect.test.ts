import { expect, test } from '@jest/globals';
import type { Collected } from '../../../commands/check-security/collect/collected.ts';
import { inspect, type Judgement } from '../../../commands/check-security/inspect.ts';
import { updateBaseline } from '../../../src/diagnostics/baseline.ts';
import { USUAL_JUDGEMENT, USUAL_OPTIONS } from '../../support/check-judgement.ts';
import { projectOf, type ProjectChanges } from '../../support/rule-cases.ts';
import { OPEN_CONFIG } from '../../support/scan-folder.ts';

const WHOLE = { skipped: {}, before: null, narrowedTo: null, isWhole: true } as const;

function found(
  files: Readonly<Record<string, string>>,
  changes: Partial<Collected> = {},
  facts: ProjectChanges = {},
) {
  return (judgement: Partial<Judgement> = {}) =>
    inspect(
      { ...WHOLE, project: projectOf(files, facts), ...changes },
      { ...USUAL_JUDGEMENT, ...judgement },
    ).findings.map(({ code, position }) => `${code} ${position?.file}`);
}

const OPEN = { 'a.yaml': OPEN_CONFIG, 'b.yaml': OPEN_CONFIG };

test('what was there before does not count, nor what nobody asked for', () => {
  const before = projectOf({ 'a.yaml': `# moved\n${OPEN_CONFIG}` });
  expect(found(OPEN, { before })()).toEqual(['LGW211 b.yaml']);
  expect(found(OPEN, { narrowedTo: { has: (file) => file === 'a.yaml' } })()).toEqual([
    'LGW211 a.yaml',
  ]);
});

test('of a file that git ignores only LGW7xx is said', () => {
  const facts = { facts: { 'a.yaml': { origin: 'ignored' } } } as const;
  expect(found(OPEN, {}, facts)()).toEqual(['LGW211 b.yaml']);
});

test('the baseline and the thresholds', () => {
  const { findings } = inspect({ ...WHOLE, project: projectOf(OPEN) }, USUAL_JUDGEMENT);
  const baseline = updateBaseline({ entries: [] }, findings.slice(0, 1), true);
  expect(found(OPEN)({ baseline })).toEqual(['LGW211 b.yaml']);
  const severities = new Map([['LGW211', 'info']] as const);
  expect(
    found(OPEN)({ options: { ...USUAL_OPTIONS, severities, minSeverity: 'warning' } }),
  ).toEqual([]);
});

test('an unused suppression is only told when everything was looked at', () => {
  const unused = { 'a.yaml': 'model_list: [] # llmgw: ignore[LGW211] why\n' };
  expect(found(unused)()).toEqual(['LGW003 a.yaml']);
  expect(found(unused, { isWhole: false })()).toEqual([]);
  const shown = 'write `# llmgw: ignore[LGW211] why`\n';
  expect(found({ 'docs/rules.md': shown, 'test/a.test.ts': shown })()).toEqual([]);
  expect(found(unused)({ options: { ...USUAL_OPTIONS, ignores: false } })).toEqual([]);
  expect(found(unused)({ options: { ...USUAL_OPTIONS, skip: new Set(['LGW003']) } })).toEqual([]);
});
