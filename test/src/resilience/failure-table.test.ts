import { describe, expect, test } from '@jest/globals';
import { classifyFailure } from '../../../src/resilience/failure-class.ts';
import { FAILURE_TABLE } from '../../../src/resilience/failure-table.ts';

describe('FAILURE_TABLE', () => {
  test('every row has a condition, and all words are lower case', () => {
    for (const { codes, types, statuses, phrases } of FAILURE_TABLE) {
      expect(codes ?? types ?? statuses ?? phrases).toBeDefined();
      for (const word of [codes, types, phrases].flatMap((words) => words ?? [])) {
        expect(word).toBe(word.toLowerCase());
      }
    }
  });

  test('no name stands in two rows without a further condition', () => {
    const names = FAILURE_TABLE.filter(({ statuses, phrases }) => !statuses && !phrases).flatMap(
      ({ codes }) => codes ?? [],
    );
    expect(new Set(names).size).toBe(names.length);
  });

  test('every phrase decides what its row says at each of its statuses', () => {
    for (const { class: wanted, statuses = [], phrases = [], codes } of FAILURE_TABLE) {
      if (codes !== undefined) continue;
      for (const status of statuses) {
        for (const message of phrases) {
          const failure = { status, code: null, type: null, message };
          expect([message, status, classifyFailure(failure)]).toEqual([message, status, wanted]);
        }
      }
    }
  });
});
