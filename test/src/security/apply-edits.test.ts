import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { applyEdits } from '../../../src/security/apply-edits.ts';
import type { Edit } from '../../../src/security/rule.ts';

function replace(start: number, end: number, text: string): Edit {
  return { kind: 'replace', file: 'a', span: { start, end }, text };
}

function edited(text: string, ...edits: readonly Edit[]): string | undefined {
  return applyEdits(new Map([['a', text]]), edits).get('a');
}

describe('applyEdits', () => {
  test('replaces spans, whatever their order', () => {
    expect(edited('0123456789', replace(7, 9, 'x'), replace(1, 3, 'long'))).toBe('0long3456x9');
  });

  test('of two that overlap the first is made, and what is asked twice is done once', () => {
    expect(edited('0123', replace(0, 3, 'a'), replace(2, 4, 'b'))).toBe('a3');
    expect(edited('0123', replace(0, 2, 'a'), replace(0, 2, 'a'))).toBe('a23');
  });

  test('adds a line once, in the line ends of the file', () => {
    const line: Edit = { kind: 'append', file: 'a', line: '.env' };
    expect(edited('x', line, line)).toBe('x\n.env\n');
    expect(edited('x\r\n', line)).toBe('x\r\n.env\r\n');
    expect(edited('.env\nx\n', line)).toBe('.env\nx\n');
    expect(applyEdits(new Map(), [line]).get('a')).toBe('.env\n');
  });

  test('a mode is no business of the text', () => {
    expect(edited('x', { kind: 'chmod', file: 'a', mode: 0o600 })).toBe('x');
  });

  test('every byte outside of the spans stays', () => {
    fc.assert(
      fc.property(fc.string(), fc.nat(), fc.nat(), fc.string(), (text, a, b, by) => {
        const [start = 0, end = 0] = [a, b].map((n) => n % (text.length + 1)).sort((x, y) => x - y);
        expect(edited(text, replace(start, end, by))).toBe(
          text.slice(0, start) + by + text.slice(end),
        );
      }),
    );
  });
});
