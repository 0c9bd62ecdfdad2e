import { randomBytes } from 'node:crypto';
import type { SealFormat } from '../crypto/formats.ts';
import { openValue, sealValue } from '../crypto/open-value.ts';
import type { Planned } from './plan.ts';
import { Stopped, type StopReason } from './stopped.ts';
import type { RotationInput, ValuePlaceNote } from './types.ts';

const FORMATS: readonly SealFormat[] = ['nacl', 'v2', 'v3', 'llmgw1'];

/** What stands against writing, after the plan; null: nothing. */
export function objectionTo(planned: Planned, { options }: RotationInput): StopReason | null {
  const { total, plan } = planned;
  const opened = total.old + total.alreadyNew;
  if (total.old === 0 && total.closed > 0 && !(options.skipUndecryptable && opened > 0)) {
    return {
      outcome: 'key-proof-failed',
      message: `the old key opens none of ${total.values} values, and ${total.closed} are shaped like ciphertext`,
      next: [
        'give the key that LiteLLM ran with: LITELLM_SALT_KEY, or its master key if there was none',
      ],
    };
  }
  if (total.closed > 0 && !options.skipUndecryptable) return undecryptable(total.closed);
  const found = plan.scan.filter(({ hits }) => hits > 0);
  if (found.length === 0) return null;
  const places = found.map(({ table, column }) => `${table}.${column}`);
  return {
    outcome: 'uncatalogued',
    message: `the old key opens values that the catalogue does not name, in ${places.join(', ')}`,
    next: [...new Set(plan.notes.flatMap(stepFor))],
  };
}

/** Throws `Stopped` where the user of the connection may look, and not write. */
export function refuseUnwritable({ targets }: Planned): void {
  const closed = targets.due.filter(({ table }) => !table.mayWrite);
  const names = new Set(closed.map(({ table }) => table.name));
  if (names.size === 0) return;
  throw new Stopped({
    outcome: 'refused',
    message: `the user of the database may not write to ${[...names].join(', ')}`,
    next: ['connect as the owner of the tables, or GRANT UPDATE on them'],
  });
}

function stepFor({ class: kind, table, column, hint }: ValuePlaceNote): string[] {
  if (kind !== 'uncatalogued' || hint === null) return [];
  const isLine = hint.startsWith('--catalogue-extra');
  return [isLine ? `add to the file of ${hint}` : `${table}.${column}: ${hint}`];
}

/** Nothing is due. */
export function nothingToDo({ total }: Planned): StopReason {
  const doubt =
    total.alreadyNew > 0 ? '; if that is a surprise, the keys are the wrong way round' : '';
  return {
    outcome: 'nothing-to-do',
    message: `no value is on an old key, ${total.alreadyNew} of ${total.values} are on the new one${doubt}`,
  };
}

/** Values that no key opens, where ciphertext is meant to be. */
export function undecryptable(count: number): StopReason {
  return {
    outcome: 'undecryptable',
    message: `no key opens ${count} value${count === 1 ? '' : 's'} that should be ciphertext`,
    next: [
      'add the key they are under as another old key, enter them anew in LiteLLM, or leave them as they are with --skip-undecryptable',
    ],
  };
}

/** Seals and opens a random value in every format that may be written. Throws `Stopped`. */
export function proveSealing({ keys, options }: RotationInput): void {
  const { next } = keys;
  if (next === null) return;
  const place = { table: 'self-test', column: '', pk: '', pointer: '' };
  const plain = randomBytes(32);
  for (const format of options.format === 'keep' ? FORMATS : [options.format]) {
    const text = sealValue(plain, next, { format, marker: false, alphabet: 'url' }, place);
    if (openValue(text, next, place)?.plain.equals(plain) === true) continue;
    throw new Stopped({
      outcome: 'failed',
      message: `what this machine seals in format ${format} it cannot open again`,
    });
  }
}
