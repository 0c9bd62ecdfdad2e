import { expect, test } from '@jest/globals';
import {
  assumedFailure,
  FAILURE_CLASSES,
  isFailureClass,
} from '../../../src/gateway/assumed-failure.ts';
import { clientError } from '../../../src/gateway/client-error.ts';

test('every class there is can be assumed', () => {
  expect(FAILURE_CLASSES.size).toBe(14);
  for (const word of FAILURE_CLASSES) {
    if (!isFailureClass(word)) throw new Error(word);
    const failure = assumedFailure(word, 1_000);
    expect(failure.failureClass).toBe(word);
    expect(clientError(failure).status).toBeGreaterThanOrEqual(400);
  }
});

test('a word that is none is not one', () => {
  expect(isFailureClass('overlaoded')).toBe(false);
});

test('a time-out is silence for all of the limit, everything else an answer', () => {
  expect(assumedFailure('timeout', 10_000)).toMatchObject({
    ...{ silent: true, origin: 'local' },
    error: { message: 'The upstream sent nothing within the limit of 10 seconds.' },
  });
  expect(assumedFailure('rate_limit', 10_000)).toMatchObject({
    ...{ silent: false, origin: 'upstream', error: { status: 429 } },
  });
});
