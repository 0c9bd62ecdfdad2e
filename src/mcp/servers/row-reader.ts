import { Secret } from '../../core/secret.ts';
import type { Keyring } from '../../crypto/keyring.ts';
import type { McpServerRow } from '../../db/queries/find-mcp-servers.ts';

const TABLE = 'LiteLLM_MCPServerTable';

/** Reads columns of one row, whatever version of LiteLLM wrote it; secrets are opened on the way. */
export class RowReader {
  /** Places that no key opened, as `table.column: /key`. */
  readonly unreadable: string[] = [];
  readonly #row: McpServerRow;
  readonly #keyring: Keyring | null;

  constructor(row: McpServerRow, keyring: Keyring | null) {
    this.#row = row;
    this.#keyring = keyring;
  }

  /** Null for what is empty, and for what is no text. */
  text(column: string): string | null {
    const value = this.#row[column];
    return typeof value === 'string' && value !== '' ? value : null;
  }

  texts(column: string): readonly string[] {
    const value = this.#row[column];
    return Array.isArray(value) ? value.filter((item) => typeof item === 'string') : [];
  }

  flag(column: string): boolean {
    return this.#row[column] === true;
  }

  /** Seconds as milliseconds. */
  seconds(column: string): number | null {
    const value = Number(this.#row[column] ?? Number.NaN);
    return Number.isFinite(value) && value > 0 ? value * 1_000 : null;
  }

  /**
   * A map of texts: as an object whose values may be ciphertext, or as one ciphertext of the whole, which newer
   * versions write.
   */
  secrets(column: string): Readonly<Record<string, Secret>> {
    const map = this.#map(column);
    const opened = Object.entries(map).flatMap(([name, value]) => {
      if (typeof value !== 'string') return [];
      const text = this.#open(value, column, `/${name}`);
      return text === null || text === '' ? [] : [[name, new Secret(text)] as const];
    });
    return Object.fromEntries(opened);
  }

  /** `scopes` stand among credentials in plain text. */
  scopes(column: string): readonly string[] {
    const { scopes } = this.#map(column);
    return Array.isArray(scopes) ? scopes.filter((item) => typeof item === 'string') : [];
  }

  #map(column: string): Readonly<Record<string, unknown>> {
    const value = this.#row[column];
    if (typeof value !== 'string') return record(value);
    const text = this.#open(value, column, '');
    return text === null || text === '' ? {} : record(parse(text));
  }

  #open(text: string, column: string, pointer: string): string | null {
    if (this.#keyring === null) return text;
    const place = { table: TABLE, column, pk: this.text('server_id') ?? '', pointer };
    const opened = this.#keyring.open(text, place);
    if (opened.kind !== 'undecryptable') return opened.text;
    this.unreadable.push(`${TABLE}.${column}${pointer === '' ? '' : `: ${pointer}`}`);
    return null;
  }
}

function record(value: unknown): Readonly<Record<string, unknown>> {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return {};
  return Object.fromEntries(Object.entries(value));
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}
