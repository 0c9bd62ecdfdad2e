import { afterEach, expect, test } from '@jest/globals';
import { reportFindings } from '../../commands/report-findings.ts';
import type { Finding, Severity } from '../../src/diagnostics/finding.ts';
import { enterWorkplace, type Workplace } from '../support/app.ts';

let place: Workplace;

afterEach(async () => {
  await place.leave();
});

function finding(severity: Severity, file: string): Finding {
  return {
    code: 'LGW001',
    name: 'some-rule',
    severity,
    message: `a matter of severity ${severity}`,
    help: 'mend it',
    position: { file, line: 1, column: 1 },
  };
}

test('prints findings on stderr with the line they are about', () => {
  place = enterWorkplace();
  const file = place.write('config.yaml', 'model_list: 7\n');
  reportFindings(place.context, [finding('warning', file)]);
  expect(place.captured.stderr()).toContain('a matter of severity warning');
  expect(place.captured.stderr()).toContain('1 | model_list:');
  expect(place.captured.stdout()).toBe('');
});

test('prints findings about files that are gone', () => {
  place = enterWorkplace();
  reportFindings(place.context, [finding('critical', '/nowhere/config.yaml')]);
  expect(place.captured.stderr()).toContain('/nowhere/config.yaml');
});

test('says nothing when there is nothing to say, and hints only when asked', () => {
  place = enterWorkplace();
  reportFindings(place.context, []);
  reportFindings(place.context, [finding('info', '/nowhere')]);
  expect(place.captured.stderr()).toBe('');
});

test('-v shows hints too', () => {
  place = enterWorkplace({}, { verbosity: 1 });
  reportFindings(place.context, [finding('info', '/nowhere')]);
  expect(place.captured.stderr()).toContain('a matter of severity info');
});
