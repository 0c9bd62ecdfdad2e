import { expect, test } from '@jest/globals';
import {
  isUnsupported,
  jsonCall,
  unsupported,
} from '../../../../src/providers/shared/unsupported-call.ts';

test('a refusal is told from everything else', () => {
  expect(isUnsupported(unsupported('No.', 'n'))).toBe(true);
  expect([[], 'text', null, undefined, { a: 1 }, Buffer.alloc(1)].some(isUnsupported)).toBe(false);
});

test('a call in memory becomes JSON bytes', () => {
  const { path, body } = jsonCall('/a', { text: 'é' });
  expect([path, body.toString('utf8')]).toEqual(['/a', '{"text":"é"}']);
});
