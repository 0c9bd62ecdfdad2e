import { beforeAll, describe, expect, test } from '@jest/globals';
import { Secret } from '../../../src/core/secret.ts';
import { SaltKey } from '../../../src/crypto/salt-key.ts';
import { PlainDigest } from '../../../src/rotation/plain-digest.ts';
import type { Target } from '../../../src/rotation/target.ts';
import { examineRow, treatRows, type TreatedRow } from '../../../src/rotation/treat-rows.ts';
import { ValuePolicy } from '../../../src/rotation/value-policy.ts';
import { openIndependently, sealIndependently as seal } from '../../support/independent-cipher.ts';
import { NEXT, OLD } from '../../support/rotation-world.ts';

const TARGET = {
  name: 'T.c',
  entry: { table: 'T', column: 'c', kind: 'json', leaves: 'every' },
} as unknown as Target;

let policy: ValuePolicy;

beforeAll(async () => {
  const [old, next] = await Promise.all(
    [OLD, NEXT].map(async (key) => SaltKey.from(new Secret(key))),
  );
  if (old === undefined || next === undefined) throw new Error('no keys');
  const options = { format: 'keep', encryptPlaintext: false, unwrapDouble: false } as const;
  policy = new ValuePolicy({ old: [old], next }, options);
});

function treat(text: string, digest = new PlainDigest()): TreatedRow {
  const [row] = treatRows(TARGET, [{ pk: ['1'], text }], { policy, digest });
  if (row === undefined) throw new Error('no row');
  return row;
}

describe('a row', () => {
  test('is rewritten where it is due, and nowhere else', () => {
    const text = `{"n": 1.10, "a": "${seal('one', OLD)}", "b": "plain", "c": "${seal('two', NEXT)}"}`;
    const { next, counts } = treat(text);
    expect(counts).toMatchObject({ rows: 1, values: 3, old: 1, alreadyNew: 1, plain: 1, due: 1 });
    const mask = (document: string | null): string | undefined =>
      document?.replace(/"a": "[^"]+"/, '"a": "*"');
    expect(mask(next)).toBe(mask(text));
    const value = /"a": "([^"]+)"/.exec(next ?? '')?.[1] ?? '';
    expect(openIndependently(value, NEXT)?.plain).toBe('one');
  });

  test('with nothing due stays as it is', () => {
    expect(treat(`{"a": "${seal('x', NEXT)}", "b": "gpt-4o"}`).next).toBeNull();
  });

  test('means the same before and after', () => {
    const before = new PlainDigest();
    const after = before.fork();
    const row = treat(`{"a": "${seal('x', OLD)}"}`, before);
    row.digest.end();
    treat(row.next ?? '', after).digest.end();
    expect(before.differences(after)).toEqual([]);
    expect(before.differences(before.fork())).toEqual(['T.c']);
  });

  test('shows its values with their places, and zeroes them afterwards', () => {
    const seen: Buffer[] = [];
    examineRow(
      TARGET,
      { pk: ['1', '2'], text: `{"a": "${seal('x', OLD)}"}` },
      policy,
      (one, place) => {
        expect(place).toEqual({ table: 'T', column: 'c', pk: '1, 2', pointer: '/a' });
        if (one.bare !== null) seen.push(one.bare);
        expect(one.bare?.toString()).toBe('x');
      },
    );
    expect(seen).toEqual([Buffer.alloc(1)]);
  });
});
