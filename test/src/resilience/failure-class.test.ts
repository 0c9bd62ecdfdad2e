import { readFileSync } from 'node:fs';
import { describe, expect, test } from '@jest/globals';
import { classifyFailure, type FailureClass } from '../../../src/resilience/failure-class.ts';

/** An error as one provider words it, and what it means. */
interface Row {
  readonly provider: string;
  readonly status: number;
  readonly code?: string;
  readonly type?: string;
  readonly message: string;
  readonly class: FailureClass;
}

const FILE = new URL('../../fixtures/resilience/provider-failures.json', import.meta.url);
const ROWS = JSON.parse(readFileSync(FILE, 'utf8')) as readonly Row[];

describe('classifyFailure', () => {
  test.each(ROWS)('$provider, $status, «$message» is $class', (row) => {
    const { status, code = null, type = null, message } = row;
    expect(classifyFailure({ status, code, type, message })).toBe(row.class);
  });

  test.each([
    [401, 'credential'],
    [402, 'quota'],
    [403, 'permission'],
    [404, 'model_gone'],
    [408, 'timeout'],
    [409, 'caller_fault'],
    [410, 'model_gone'],
    [418, 'unknown'],
    [429, 'rate_limit'],
    [451, 'region'],
    [500, 'transient'],
    [502, 'transient'],
    [503, 'overloaded'],
    [504, 'timeout'],
    [505, 'unknown'],
    [522, 'transient'],
    [529, 'overloaded'],
  ])('a bare %d is %s', (status, wanted) => {
    expect(classifyFailure({ status, code: null, type: null, message: '' })).toBe(wanted);
  });

  test('a code wins over the status, the status over wording', () => {
    const message = 'rate limit, invalid api key, maximum context length';
    expect(classifyFailure({ status: 503, code: null, type: null, message })).toBe('overloaded');
    expect(classifyFailure({ status: 500, code: 'insufficient_quota', type: null, message })).toBe(
      'quota',
    );
  });

  test('names are compared whatever their case, and wholly', () => {
    const failure = { status: 400, type: null, message: 'x' };
    expect(classifyFailure({ ...failure, code: 'deploymentNOTfound' })).toBe('model_gone');
    expect(classifyFailure({ ...failure, code: 'my_model_not_found_2' })).toBe('caller_fault');
  });
});
