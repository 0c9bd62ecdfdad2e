import { expect, test } from '@jest/globals';
import { tally } from '../../../src/diagnostics/report.ts';
import { sampleFinding } from '../../support/reports.ts';

test.each([
  [[], { critical: 0, warning: 0, info: 0, worst: null }],
  [['info'], { critical: 0, warning: 0, info: 1, worst: 'info' }],
  [['info', 'warning'], { critical: 0, warning: 1, info: 1, worst: 'warning' }],
  [['critical', 'info', 'critical'], { critical: 2, warning: 0, info: 1, worst: 'critical' }],
] as const)('of %j there are %j', (severities, counted) => {
  expect(tally(severities.map((severity) => sampleFinding({ severity })))).toEqual(counted);
});
