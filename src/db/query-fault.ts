import { codeOf } from '../core/service-fault.ts';

/** What a refused statement means for its caller. */
export type QueryFaultKind =
  /** A lock was not to be had in time, or a deadlock was broken: try again. */
  | 'lock'
  /** The statement took longer than allowed. */
  | 'timeout'
  /** A unique or foreign key, a check, a serialisation conflict. */
  | 'conflict'
  /** The role may not do that. */
  | 'denied'
  /** The table, column or schema does not exist. */
  | 'missing'
  /** A standby, or a read-only transaction. */
  | 'read-only'
  /** The server has no room. */
  | 'full'
  | 'other';

const KINDS: Readonly<Record<string, readonly [QueryFaultKind, string]>> = {
  '55P03': ['lock', 'a lock was not to be had in time'],
  '40P01': ['lock', 'a deadlock was broken by the server'],
  '57014': ['timeout', 'the statement took too long'],
  '25P03': ['timeout', 'the transaction stood idle for too long'],
  '40001': ['conflict', 'another transaction changed the same rows'],
  '23505': ['conflict', 'a row with this key exists already'],
  '23503': ['conflict', 'other rows refer to this one'],
  '23514': ['conflict', 'a check of the table refuses the row'],
  '23502': ['conflict', 'a column that must be filled is empty'],
  '42501': ['denied', 'the user of the database may not do that'],
  '42P01': ['missing', 'the table does not exist'],
  '42703': ['missing', 'the column does not exist'],
  '3F000': ['missing', 'the schema does not exist'],
  '25006': ['read-only', 'the server or the transaction is read-only'],
  '53100': ['full', 'the disk of the server is full'],
  '53200': ['full', 'the server is out of memory'],
};

/** Names the server gives with an error; they are identifiers, never values. */
interface ServerNames {
  readonly table: string | null;
  readonly column: string | null;
  readonly constraint: string | null;
}

/**
 * A statement that the server refused. It carries no `cause` and not the server's text: PostgreSQL
 * repeats rows and values in both.
 */
export class QueryFault extends Error {
  readonly kind: QueryFaultKind;
  /** Five characters, as in PostgreSQL's appendix A. */
  readonly sqlstate: string;
  /** The statement's name. */
  readonly statement: string;
  readonly names: ServerNames;

  constructor(statement: string, thrown: unknown) {
    const sqlstate = codeOf(thrown);
    const [kind, what] = KINDS[sqlstate] ?? ['other', 'the server refused the statement'];
    const names = namesOf(thrown);
    const place = [names.table, names.column, names.constraint].filter((name) => name !== null);
    const at = place.length === 0 ? '' : ` (${place.join(', ')})`;
    super(`${statement}: ${what}${at}, SQLSTATE ${sqlstate}`);
    this.name = 'QueryFault';
    this.kind = kind;
    this.sqlstate = sqlstate;
    this.statement = statement;
    this.names = names;
  }
}

/** Whether the server itself spoke: everything else is the connection's failure. */
export function isServerError(thrown: unknown): boolean {
  return (
    typeof thrown === 'object' &&
    thrown !== null &&
    'severity' in thrown &&
    /^[0-9A-Z]{5}$/.test(codeOf(thrown))
  );
}

/** Whether the server turns the connection away, or ends it: shutdown, crash, no admission. */
export function refusesConnection(thrown: unknown): boolean {
  return /^(57P0[123]|53300|3D000|08...|28...)$/.test(codeOf(thrown));
}

/** Whether the connection is of no more use after this SQLSTATE. */
export function endsConnection(sqlstate: string): boolean {
  return sqlstate === '25P03' || sqlstate === '57P05';
}

function namesOf(thrown: unknown): ServerNames {
  return {
    table: textOf(thrown, 'table'),
    column: textOf(thrown, 'column'),
    constraint: textOf(thrown, 'constraint'),
  };
}

function textOf(thrown: unknown, field: string): string | null {
  if (typeof thrown !== 'object' || thrown === null) return null;
  const value: unknown = Reflect.get(thrown, field);
  return typeof value === 'string' ? value : null;
}
