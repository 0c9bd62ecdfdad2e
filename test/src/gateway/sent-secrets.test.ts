import { expect, test } from '@jest/globals';
import { providerFailure } from '../../../src/gateway/attempt-failure.ts';
import { withoutSentSecrets } from '../../../src/gateway/sent-secrets.ts';

function cleaned(message: string, headers: readonly string[], param: string | null = null) {
  const failure = providerFailure({ status: 400, message, type: null, code: null, param });
  return withoutSentSecrets(failure, headers).error;
}

test('a key that looks like a word is taken out wherever it stands', () => {
  const headers = ['authorization', 'Bearer Plain.Word', 'x-extra', 'another-one'];
  const error = cleaned('Plain.Word and Plain.Word, another-one', headers, 'Plain.Word');
  expect(error.message).toBe('[redacted] and [redacted], [redacted]');
  expect(error.param).toBe('[redacted]');
});

test('what every request carries, and placeholders, may be said', () => {
  const headers = ['content-type', 'application/json', 'authorization', 'Bearer none'];
  const text = 'none of it is application/json';
  expect(cleaned(text, headers)).toMatchObject({ message: text, param: null });
});

test('everything else of the failure stays', () => {
  const failure = providerFailure(
    { status: 429, message: 'slow', type: 't', code: 'c', param: null },
    5,
  );
  expect(withoutSentSecrets(failure, ['authorization', 'Bearer Plain.Word'])).toEqual(failure);
});
