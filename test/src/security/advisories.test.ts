import { describe, expect, test } from '@jest/globals';
import {
  ADVISORIES,
  ADVISORIES_AS_OF,
  affects,
  areAdvisoriesOld,
  fixOfAll,
} from '../../../src/security/advisories.ts';
import { readVersion } from '../../../src/security/reading/python-version.ts';

function idsFor(text: string): readonly string[] {
  const version = readVersion(text);
  if (version === null) throw new Error(text);
  return ADVISORIES.filter((advisory) => affects(advisory, version)).flatMap(({ ids }) => ids);
}

describe('the table', () => {
  test('has a date, and an end for everything that is answered', () => {
    expect(ADVISORIES_AS_OF).toMatch(/^\d{4}-\d\d-\d\d$/);
    for (const { state, fixedIn, only } of ADVISORIES)
      expect(fixedIn !== null || only.length > 0 || state === 'unconfirmed').toBe(true);
  });

  test('names nothing twice', () => {
    const ids = ADVISORIES.flatMap((advisory) => advisory.ids);
    expect(new Set(ids).size).toBe(ids.length);
  });

  test('is old after half a year', () => {
    expect(areAdvisoriesOld('2026-11-23')).toBe(false);
    expect(areAdvisoriesOld('2027-09-01')).toBe(true);
  });
});

describe('a version', () => {
  test('has what began before it and ends after it', () => {
    expect(idsFor('1.81.15')).not.toContain('CVE-2026-42208');
    expect(idsFor('1.81.16')).toContain('CVE-2026-42208');
    expect(idsFor('1.83.6')).toContain('CVE-2026-42208');
    expect(idsFor('1.83.7')).not.toContain('CVE-2026-42208');
  });

  test('may be malicious, its neighbours are not', () => {
    expect(idsFor('1.82.7')).toContain('pypi-compromise-2026-03-24');
    expect(idsFor('1.82.6')).not.toContain('pypi-compromise-2026-03-24');
  });

  test('that is new enough has nothing', () => {
    expect(idsFor('1.84.0')).toEqual([]);
  });
});

test('what mends all is the last of the fixes', () => {
  const exploited = ADVISORIES.filter(({ state }) => state === 'exploited');
  expect(fixOfAll(exploited)?.text).toBe('1.84.0');
  expect(fixOfAll(ADVISORIES)).toBeNull();
  expect(fixOfAll([])).toBeNull();
});
