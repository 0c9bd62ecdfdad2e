import { describe, expect, test } from '@jest/globals';
import { dotenvAssignments } from '../../../../src/security/reading/assignments.ts';
import { isOff, isOn, unsetFix } from '../../../../src/security/reading/switches.ts';
import { ProjectFile } from '../../../../src/security/project.ts';

test.each(['true', 'True', '1', 'yes', ' on ', '${A:-true}'])('%s turns it on', (value) => {
  expect([isOn(value), isOff(value)]).toEqual([true, false]);
});

test.each(['false', '0', 'No', 'off', '${A:-0}'])('%s turns it off', (value) => {
  expect([isOn(value), isOff(value)]).toEqual([false, true]);
});

test.each(['', 'maybe', '${A}', null])('%j does neither', (value) => {
  expect([isOn(value), isOff(value)]).toEqual([false, false]);
});

describe('the fix', () => {
  test('takes the lines out, where they hold nothing else', () => {
    const file = new ProjectFile({ path: '.env', text: 'A=1\n', mode: null, origin: 'loose' });
    const [one] = dotenvAssignments(file);
    if (one === undefined) throw new Error('nothing is set');
    expect(unsetFix(one)).toEqual({
      class: 'safe',
      title: 'remove A',
      edits: [{ kind: 'replace', file: '.env', span: { start: 0, end: 4 }, text: '' }],
    });
    expect(unsetFix({ ...one, lines: null })).toBeNull();
  });
});
