import type { Keyring } from '../crypto/keyring.ts';
import type { BoxFormat, Opened, SecretBox, SecretPlace } from './secret-box.ts';

/** A keyring as the stored models need it. */
export class KeyringBox implements SecretBox {
  /** Values that a key of the ring has opened so far. */
  opened = 0;
  readonly #keyring: Keyring;

  constructor(keyring: Keyring) {
    this.#keyring = keyring;
  }

  open(text: string, place: SecretPlace): Opened {
    const opened = this.#keyring.open(text, placeOf(place));
    if (opened.kind === 'undecryptable') return { kind: 'unreadable' };
    if (opened.kind === 'plain') return { kind: 'text', text: opened.text, format: null };
    this.opened++;
    const { format } = opened.shape;
    // LiteLLM does not read our own format: what replaces such a value is in one that it reads.
    return { kind: 'text', text: opened.text, format: format === 'llmgw1' ? null : format };
  }

  seal(text: string, format: BoxFormat): string {
    return this.#keyring.seal(text, format, NOWHERE);
  }
}

/** The formats LiteLLM reads are not bound to a place. */
const NOWHERE = { table: '', column: '', pk: '', pointer: '' };

function placeOf({ table, column, row, path }: SecretPlace) {
  return { table, column, pk: row, pointer: path };
}
