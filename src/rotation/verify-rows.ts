import type { ColumnRow } from '../db/queries/rotation-column.ts';
import { pagesOf } from './pages.ts';
import type { PlainDigest } from './plain-digest.ts';
import type { RotationRun } from './rotation-run.ts';
import type { Target } from './target.ts';
import { examineRow } from './treat-rows.ts';
import type { RotationKeys } from './types.ts';
import { ValuePolicy } from './value-policy.ts';

const NOTHING_IS_DUE = { format: 'keep', encryptPlaintext: false, unwrapDouble: false } as const;

/** Reads values back, and opens them with the new key alone. */
export class Verifier {
  /** Values that the new key opens. */
  checked = 0;
  /** Values that an old key opens, and the new one does not. */
  oldLeft = 0;
  readonly digest: PlainDigest;
  readonly #next: ValuePolicy;
  readonly #old: ValuePolicy;

  /** `digest` is an empty one, of the key of the digest to compare with. */
  constructor({ old, next }: RotationKeys, digest: PlainDigest) {
    this.digest = digest;
    this.#next = new ValuePolicy({ next, old: [] }, NOTHING_IS_DUE);
    this.#old = new ValuePolicy({ next: null, old }, NOTHING_IS_DUE);
  }

  /** Reads a column again, page by page. */
  async readColumn(run: RotationRun, target: Target, total: number): Promise<void> {
    const { session, options, failpoint } = run.input;
    let rows = 0;
    for await (const page of pagesOf(session, target, { batch: options.batch, ahead: true })) {
      run.check();
      this.readRows(target, page);
      rows += page.length;
      run.tell(target, { rows, values: this.checked }, total);
      failpoint('verify.mid');
    }
  }

  readRows(target: Target, rows: readonly ColumnRow[]): void {
    for (const row of rows) this.#readRow(target, row);
  }

  #readRow(target: Target, row: ColumnRow): void {
    const print = this.digest.row(target.name, row.pk);
    let closed = 0;
    examineRow(target, row, this.#next, ({ bare }, { pointer }) => {
      if (bare === null) {
        closed++;
        return;
      }
      this.checked++;
      print.add(pointer, bare);
    });
    print.end();
    if (closed > 0) this.#lookForOld(target, row);
  }

  /** Old keys are tried only where the new one has failed. */
  #lookForOld(target: Target, row: ColumnRow): void {
    examineRow(target, row, this.#old, ({ isOld }) => {
      if (isOld) this.oldLeft++;
    });
  }
}
