import type { Place } from '../crypto/formats.ts';
import type { ValuePlaceNote } from './types.ts';

const MOST = 1_000;
const SHOWN_OF_HASH = 8;
/** Their primary key is a hash of a secret. */
const HASH_KEYED: ReadonlySet<string> = new Set(['LiteLLM_VerificationToken']);

/** Places that need somebody's attention, up to a thousand. */
export class Notes {
  readonly #list: ValuePlaceNote[] = [];
  #dropped = 0;

  add(
    { table, column, pk, pointer }: Place,
    kind: ValuePlaceNote['class'],
    hint: string | null,
  ): void {
    if (this.#list.length >= MOST) {
      this.#dropped++;
      return;
    }
    this.#list.push({ table, column, pk: shownKey(table, pk), pointer, class: kind, hint });
  }

  get list(): readonly ValuePlaceNote[] {
    return this.#list;
  }

  get dropped(): number {
    return this.#dropped;
  }
}

/** The key of a row as one text. */
export function joinKey(pk: readonly string[]): string {
  return pk.join(', ');
}

/** The key of a row, shortened where it is itself the hash of a secret. */
export function shownKey(table: string, pk: string): string {
  return HASH_KEYED.has(table) && pk.length > SHOWN_OF_HASH ? `${pk.slice(0, SHOWN_OF_HASH)}…` : pk;
}
