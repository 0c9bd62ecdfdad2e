import { expect } from '@jest/globals';
import type { Queryable } from '../../src/db/database.ts';
import { openIndependently } from './independent-cipher.ts';

/** Keys of a rotation, as the operator knows them. */
export interface TruthKeys {
  readonly old: readonly string[];
  readonly next: string;
}

/** One value that a key opens. */
interface Secret {
  /** Table, row and place within the row. */
  readonly place: string;
  /** What the innermost layer says. */
  readonly plain: string;
  readonly key: 'old' | 'new';
  readonly nonce: string;
}

/** One row, without its secrets. */
interface Row {
  readonly id: string;
  /** All columns as text, with `*` for what a key opens. */
  readonly masked: string;
  /** The transaction that wrote it. */
  readonly xmin: string;
  readonly isDue: boolean;
}

/** A database as its readers see it. */
export interface RotationState {
  readonly secrets: readonly Secret[];
  readonly rows: readonly Row[];
}

/** Everything that may be ciphertext; what no key opens is left in the row, byte by byte. */
const TOKEN = /(?:litellm_enc::)?(?:v[23]:gcm:)?[A-Za-z0-9+/_-]{40,}={0,2}/g;

/** Reads all tables of LiteLLM, opening every value with none of the program's own cryptography. */
export async function readState(db: Queryable, keys: TruthKeys): Promise<RotationState> {
  const { rows: tables } = await db.query<{ name: string }>({
    name: 'truth-tables',
    text: `SELECT c.relname AS name FROM pg_class c
            WHERE c.relnamespace = 'public'::regnamespace AND c.relkind = 'r' ORDER BY 1`,
  });
  const state: { secrets: Secret[]; rows: Row[] } = { secrets: [], rows: [] };
  for (const { name } of tables) {
    const { rows } = await db.query<{ xmin: string; text: string }>({
      name: 'truth-rows',
      text: `SELECT t.xmin::text AS xmin, t::text AS text FROM "${name}" t`,
    });
    for (const row of rows) addRow(state, name, row, keys);
  }
  state.rows.sort((a, b) => (a.id < b.id ? -1 : 1));
  state.secrets.sort((a, b) => (a.place < b.place ? -1 : 1));
  return state;
}

function addRow(
  state: { secrets: Secret[]; rows: Row[] },
  table: string,
  row: { readonly xmin: string; readonly text: string },
  keys: TruthKeys,
): void {
  const opened: Omit<Secret, 'place'>[] = [];
  const masked = row.text.replaceAll(TOKEN, (token) => {
    const found = openThrough(token, keys);
    if (found === null) return token;
    opened.push(found);
    return '*';
  });
  const id = `${table} ${masked}`;
  opened.forEach((secret, at) => state.secrets.push({ place: `${id} #${at}`, ...secret }));
  const isDue = opened.some(({ key }) => key === 'old');
  state.rows.push({ id, masked, xmin: row.xmin, isDue });
}

/** Through all layers; on an old key when any of them is. */
function openThrough(token: string, keys: TruthKeys): Omit<Secret, 'place'> | null {
  const tried = [
    ...keys.old.map((secret) => ['old', secret] as const),
    ['new', keys.next] as const,
  ];
  for (const [key, secret] of tried) {
    const opened = openIndependently(token, secret);
    if (opened === null) continue;
    const inner = openThrough(opened.plain, keys);
    if (inner === null) return { key, ...opened };
    return { ...inner, key: inner.key === 'old' ? 'old' : key };
  }
  return null;
}

const meaning = ({ secrets }: RotationState): string[] =>
  secrets.map(({ place, plain }) => `${place}: ${plain}`);

/** I1, I2: every secret opens under one of the keys, at its place, to what it was. */
export function expectNothingLost(before: RotationState, after: RotationState): void {
  expect(meaning(after)).toEqual(meaning(before));
}

/** I3: all but the ciphertext is as it was; rows that were not due were not written at all. */
function expectNothingElseMoved(before: RotationState, after: RotationState): void {
  expect(after.rows.map(({ id }) => id)).toEqual(before.rows.map(({ id }) => id));
  const versions = new Map(after.rows.map(({ id, xmin }) => [id, xmin]));
  const kept = before.rows.filter(({ isDue }) => !isDue);
  expect(kept.map(({ id }) => [id, versions.get(id)])).toEqual(
    kept.map(({ id, xmin }) => [id, xmin]),
  );
}

/** I4: all on old keys, or all on the new one. */
export function expectUnmixed(state: RotationState): void {
  expect(new Set(state.secrets.map(({ key }) => key)).size).toBeLessThanOrEqual(1);
}

/** I5: nothing is left on an old key. */
export function expectAllNew(state: RotationState): void {
  expect(state.secrets.filter(({ key }) => key === 'old')).toEqual([]);
}

/** I6: no nonce is used twice, none of the old ones again. */
export function expectFreshNonces(before: RotationState, after: RotationState): void {
  const nonces = after.secrets.map(({ nonce }) => nonce);
  expect(new Set(nonces).size).toBe(nonces.length);
  const old = new Set(before.secrets.filter(({ key }) => key === 'old').map(({ nonce }) => nonce));
  const moved = after.secrets.filter(({ key }) => key === 'new');
  expect(moved.filter(({ nonce }) => old.has(nonce))).toEqual([]);
}

/** I7: no row has a new version. */
export function expectUntouched(before: RotationState, after: RotationState): void {
  expect(after).toEqual(before);
}

/** What holds after every rotation that was done. */
export function expectRotated(before: RotationState, after: RotationState): void {
  expectNothingLost(before, after);
  expectNothingElseMoved(before, after);
  expectUnmixed(after);
  expectAllNew(after);
  expectFreshNonces(before, after);
}
