import { expect, test } from '@jest/globals';
import {
  applyBaseline,
  parseBaseline,
  renderBaseline,
  updateBaseline,
  type Baseline,
} from '../../../src/diagnostics/baseline.ts';
import type { Finding } from '../../../src/diagnostics/finding.ts';

function finding(fingerprint: string): Finding {
  const position = { file: 'a.yaml', line: 1, column: 1 };
  return { code: 'LGW102', name: 'n', severity: 'critical', message: 'm', position, fingerprint };
}

const EMPTY: Baseline = { entries: [] };

test('what was found becomes known, and what is known does not count', () => {
  const baseline = updateBaseline(EMPTY, [finding('a')], true);
  const { findings, suppressed } = applyBaseline([finding('a'), finding('b')], baseline);
  expect(findings.map(({ fingerprint }) => fingerprint)).toEqual(['b']);
  expect(suppressed).toMatchObject([{ by: 'baseline', reason: 'unreviewed' }]);
});

test('an entry that must be mended still counts', () => {
  const [entry] = updateBaseline(EMPTY, [finding('a')], true).entries;
  const baseline = {
    entries: entry === undefined ? [] : [{ ...entry, label: 'must-fix' as const }],
  };
  expect(applyBaseline([finding('a')], baseline).findings).toHaveLength(1);
});

test('what a person wrote stays, what is gone goes once everything was seen', () => {
  const text = renderBaseline(updateBaseline(EMPTY, [finding('a'), finding('b')], true));
  const labelled = parseBaseline(text.replace('"unreviewed"', '"accepted", "note": "why"'));
  const updated = updateBaseline(labelled ?? EMPTY, [finding('a')], true);
  expect(updated.entries).toMatchObject([{ fingerprint: 'a', label: 'accepted', note: 'why' }]);
  expect(updateBaseline(labelled ?? EMPTY, [finding('a')], false).entries).toHaveLength(2);
});

test('it is written and read without a loss, in an order of its own', () => {
  const baseline = updateBaseline(EMPTY, [finding('b'), finding('a')], true);
  const text = renderBaseline(baseline);
  expect(renderBaseline(parseBaseline(text) ?? EMPTY)).toBe(text);
  expect(text.indexOf('"a"')).toBeLessThan(text.indexOf('"b"'));
});

test.each([
  '',
  '[]',
  '{}',
  '{"schema":"llmgw.baseline/v1","findings":[{}]}',
  '{"schema":"x","findings":[]}',
])('%j is no baseline', (text) => {
  expect(parseBaseline(text)).toBeNull();
});
