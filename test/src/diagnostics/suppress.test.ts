import { describe, expect, test } from '@jest/globals';
import type { Finding } from '../../../src/diagnostics/finding.ts';
import { inlineIgnores } from '../../../src/diagnostics/inline-ignores.ts';
import { suppress, type SuppressContext } from '../../../src/diagnostics/suppress.ts';

const CONTEXT: SuppressContext = {
  known: [
    { code: 'LGW310', name: 'hardcoded-loopback' },
    { code: 'LGW311', name: 'hardcoded-ip' },
  ],
  ran: new Set(['LGW310', 'LGW311']),
  today: '2026-11-23',
  tellsUnused: true,
};

function at(line: number, code = 'LGW310'): Finding {
  const position = { file: 'a.yaml', line, column: 1 };
  return { code, name: 'x', severity: 'warning', message: 'm', position };
}

function judge(text: string, findings: readonly Finding[], context: Partial<SuppressContext> = {}) {
  const result = suppress(findings, inlineIgnores('a.yaml', text), { ...CONTEXT, ...context });
  return {
    left: result.findings.map(({ position }) => position?.line),
    suppressed: result.suppressed.map(({ by, reason }) => `${by}: ${reason}`),
    notes: result.notes.map(({ finding }) => finding.code),
    result,
  };
}

describe('a suppression in a comment', () => {
  test('holds for its line, with its reason', () => {
    const { left, suppressed, notes } = judge('a: 1 # llmgw: ignore[LGW310] sidecar\nb: 2', [
      at(1),
      at(2),
    ]);
    expect({ left, suppressed, notes }).toEqual({
      left: [2],
      suppressed: ['inline: sidecar'],
      notes: [],
    });
  });

  test('on a line of its own holds for the next line that is no comment', () => {
    const text = '# llmgw: ignore[LGW310] one\n# llmgw: ignore[hardcoded-ip] two\n\na: 1\nb: 2';
    expect(judge(text, [at(4), at(4, 'LGW311'), at(5)])).toMatchObject({ left: [5], notes: [] });
  });

  test('holds for what it names only', () => {
    expect(judge('a: 1 # llmgw: ignore[LGW311] why', [at(1)])).toMatchObject({
      left: [1],
      notes: ['LGW003'],
    });
  });

  test('does not hold without a reason', () => {
    expect(judge('a: 1 # llmgw: ignore[LGW310]', [at(1)])).toMatchObject({
      left: [1],
      notes: ['LGW001'],
    });
  });

  test('holds on its last day and not on the one after', () => {
    const text = 'a: 1 # llmgw: ignore[LGW310] move until=2026-11-23';
    expect(judge(text, [at(1)])).toMatchObject({ left: [], notes: [] });
    expect(judge(text, [at(1)], { today: '2026-11-24' })).toMatchObject({
      left: [1],
      notes: ['LGW002'],
    });
  });

  test('a last day that is no date is none', () => {
    const text = 'a: 1 # llmgw: ignore[LGW310] move until=soon';
    expect(judge(text, [at(1)])).toMatchObject({ left: [1], notes: ['LGW002'] });
  });

  test('of an unknown rule is told with the one that was meant', () => {
    const { result, notes } = judge('a: 1 # llmgw: ignore[hardcoded-loopbak] why', [at(1)]);
    expect(notes).toEqual(['LGW004']);
    expect(result.notes[0]?.finding.help).toBe('did you mean hardcoded-loopback?');
  });

  test('of no rule at all is told', () => {
    expect(judge('a: 1 # llmgw: ignore why', [at(1)])).toMatchObject({
      left: [1],
      notes: ['LGW004'],
    });
  });
});

describe('a suppression of nothing', () => {
  const text = 'a: 1 # llmgw: ignore[LGW310] why\n';

  test('can be taken out', () => {
    const { result } = judge(text, []);
    expect(result.notes).toEqual([
      {
        finding: expect.objectContaining({ code: 'LGW003' }),
        removal: { file: 'a.yaml', start: 4, end: 32 },
      },
    ]);
  });

  test('is only told when everything was looked at', () => {
    expect(judge(text, [], { tellsUnused: false }).notes).toEqual([]);
    expect(judge(text, [], { ran: new Set() }).notes).toEqual([]);
  });

  test('stays when another rule of it is in use', () => {
    const { result } = judge('a: 1 # llmgw: ignore[LGW310,LGW311] why', [at(1)]);
    expect(result.notes).toEqual([
      { finding: expect.objectContaining({ code: 'LGW003' }), removal: null },
    ]);
  });
});

test('a key that was pasted into the brackets is not repeated', () => {
  const key = 'q'.repeat(56);
  const { result } = judge(`a: 1 # llmgw: ignore[${key}] why`, []);
  expect(JSON.stringify(result.notes)).not.toContain(key);
});
