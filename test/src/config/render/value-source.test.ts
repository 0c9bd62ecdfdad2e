import { expect, test } from '@jest/globals';
import { sourceWords } from '../../../../src/config/render/value-source.ts';

test('says where in words', () => {
  expect(sourceWords({ kind: 'env-file', name: 'A', file: '.env', line: 7 })).toBe('.env:7');
  expect(sourceWords({ kind: 'literal', file: 'config.yaml', line: 2 })).toBe('config.yaml:2');
  expect(sourceWords({ kind: 'process-env', name: 'A' })).toBe('environment');
  expect(sourceWords({ kind: 'unset', name: 'A' })).toBe('not set');
});
