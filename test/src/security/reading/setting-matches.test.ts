import { describe, expect, test } from '@jest/globals';
import {
  removalOf,
  settingsNamed,
  switchesOn,
} from '../../../../src/security/reading/setting-matches.ts';
import { projectOf } from '../../../support/rule-cases.ts';

const PROJECT = projectOf({
  'a.yaml': 'general_settings:\n  flag: yes\nlitellm_settings: {flag: "true", x: 1}\n',
  'b.yaml': 'general_settings:\n  flag: boolean\nrouter_settings:\n  flag: true\n',
});

describe('a setting', () => {
  test('is looked for in both sections, or in those that are named', () => {
    expect(settingsNamed(PROJECT, 'flag')).toHaveLength(3);
    expect(settingsNamed(PROJECT, 'flag', ['router_settings'])).toHaveLength(1);
  });

  test('is on when it says so', () => {
    expect(switchesOn(PROJECT, 'flag').map(({ entry }) => entry.value.path)).toEqual([
      'general_settings.flag',
      'litellm_settings.flag',
    ]);
  });

  test('can be taken out where it has a line for itself', () => {
    const [first, second] = switchesOn(PROJECT, 'flag').map(removalOf);
    expect(first).toMatchObject({ file: 'a.yaml', fix: { class: 'safe', title: 'remove `flag`' } });
    expect(second?.fix).toBeUndefined();
  });
});
