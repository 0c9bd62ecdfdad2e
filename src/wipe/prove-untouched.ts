import { LlmgwError } from '../core/errors.ts';
import type { Session } from '../db/database.ts';
import {
  readFilenodes,
  readOwnCatalogWrites,
  readOwnRowWrites,
  type Filenodes,
} from '../db/queries/wipe-prove-untouched.ts';

/** Takes down how everything outside the targets is stored; `check` compares, within the same transaction. */
export interface Witness {
  /** Resolves to the number of relations compared; rejects with `E_FAILED` when one has moved. */
  check(): Promise<number>;
}

/** Begins to watch everything besides `targets` (oids). */
export async function watchOthers(tx: Session, targets: readonly number[]): Promise<Witness> {
  const before = await readFilenodes(tx, targets);
  const writesBefore = await readOwnRowWrites(tx, targets);
  return {
    async check(): Promise<number> {
      const after = await readFilenodes(tx, targets);
      const moved = await findMoved(tx, before, after);
      const written = [...(await readOwnRowWrites(tx, targets))]
        .filter(([name, writes]) => writes > (writesBefore.get(name) ?? 0))
        .map(([name]) => name);
      const all = [...moved, ...written];
      if (all.length === 0) return before.size;
      throw new LlmgwError('E_FAILED', `something else would have changed: ${all.join(', ')}`, {
        hint: 'triggers or rules may do that; nothing was changed: everything was rolled back',
      });
    },
  };
}

/** What others rewrite in the meantime is not our doing: the entry then bears another transaction's number. */
async function findMoved(
  tx: Session,
  before: Filenodes,
  after: Filenodes,
): Promise<readonly string[]> {
  const other = [...before].filter(([oid, { filenode }]) => after.get(oid)?.filenode !== filenode);
  if (other.length === 0) return [];
  const own = await readOwnCatalogWrites(tx);
  return other.filter(([oid]) => own.has(oid)).map(([, { name }]) => name);
}
