import { readFileSync } from 'node:fs';
import { describe, expect, test } from '@jest/globals';
import { faultNames, findFault, OTHER_MODELS, REFEREE_FAULTS } from '../../../src/chaos/faults.ts';

describe('the faults', () => {
  test('are the sixteen of the referee, and others', () => {
    expect(REFEREE_FAULTS.map(({ id }) => id)).toEqual(
      Array.from({ length: 16 }, (_, index) => `s${String(index + 1).padStart(2, '0')}`),
    );
    expect(OTHER_MODELS.length).toBeGreaterThan(10);
  });

  test('are found by id, by alias, and by either with a session', () => {
    for (const fault of [...REFEREE_FAULTS, ...OTHER_MODELS]) {
      expect(findFault(fault.id)).toBe(fault);
      expect(findFault(`${fault.alias}@monday`)).toBe(fault);
    }
    expect(findFault('s17')).toBeNull();
    expect(findFault('')).toBeNull();
  });

  test('have names of their own', () => {
    const names = [...REFEREE_FAULTS, ...OTHER_MODELS].flatMap(({ id, alias }) =>
      id === alias ? [id] : [id, alias],
    );
    expect(new Set(names).size).toBe(names.length);
    expect(new Set(faultNames())).toEqual(new Set(names));
  });

  test('are all in the page of the command', () => {
    const page = readFileSync('docs/commands/chaos-provider.md', 'utf8');
    const missing = [...REFEREE_FAULTS, ...OTHER_MODELS].filter(
      ({ id }) => !page.includes(`\`${id}\``),
    );
    expect(missing.map(({ id }) => id)).toEqual([]);
  });
});
