import { resolve } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { configOf, findingsOf, withModel } from '../load-text.ts';

const skillsOf = (rest: string) => configOf(withModel(rest)).llmgw.skills;

describe('readSkills', () => {
  test('has defaults', () => {
    expect(skillsOf('')).toEqual({ folders: [], cacheTtlMs: 60_000, onMissing: 'error' });
  });

  test('reads every setting; folders are meant from the file', () => {
    const text = `llmgw_settings:
  skills: {folders: [skills, /srv/skills], cache_ttl: 5s, on_missing: ignore}
`;
    expect(findingsOf(withModel(text))).toEqual([]);
    const { folders, ...rest } = skillsOf(text);
    expect(rest).toEqual({ cacheTtlMs: 5_000, onMissing: 'ignore' });
    expect(folders).toEqual([expect.stringMatching(/skills$/), resolve('/srv/skills')]);
  });

  test('refuses what it does not know', () => {
    expect(findingsOf(withModel('llmgw_settings: {skills: {on_missing: guess}}\n'))).toEqual([
      expect.stringContaining('wrong-type'),
    ]);
    expect(findingsOf(withModel('llmgw_settings: {skills: {folder: a}}\n'))).toEqual([
      expect.stringContaining('unknown'),
    ]);
  });
});
