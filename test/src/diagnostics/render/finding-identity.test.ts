import { describe, expect, test } from '@jest/globals';
import { docsOf, fingerprintOf } from '../../../../src/diagnostics/render/finding-identity.ts';
import { sampleFinding } from '../../../support/reports.ts';

test('a code has its page', () => {
  expect(docsOf('LGW102')).toBe('docs/rules/LGW102.md');
});

describe('what a finding is known by', () => {
  const { fingerprint, ...bare } = sampleFinding();

  test('is its fingerprint', () => {
    expect(fingerprintOf(sampleFinding())).toBe(fingerprint);
  });

  test('else stays when it moves, and changes with its file, path and words', () => {
    const moved = { ...bare, position: { file: 'deploy/config.yaml', line: 99, column: 1 } };
    expect(fingerprintOf(bare)).toMatch(/^[0-9a-f]{32}$/);
    expect(fingerprintOf(moved)).toBe(fingerprintOf(bare));
    const others = [
      { ...bare, message: 'other' },
      { ...bare, path: 'other' },
      { ...bare, code: 'LGW103' },
      { ...bare, position: { file: 'b', line: 4, column: 16 } },
    ];
    expect(new Set([bare, ...others].map(fingerprintOf)).size).toBe(5);
  });
});
