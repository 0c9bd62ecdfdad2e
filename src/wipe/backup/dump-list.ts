/** A table whose rows are in a dump. */
export interface DumpedTable {
  readonly schema: string;
  readonly name: string;
  /** The line of the list, as `pg_restore --use-list` takes it. */
  readonly line: string;
}

const ENTRY = /^\d+; \d+ \d+ (TABLE DATA|SEQUENCE SET) (\S+) (.+) \S+$/;

/** Reads what `pg_restore --list` says of rows and counters. */
export function parseDumpList(list: string): {
  readonly tables: readonly DumpedTable[];
  readonly sequences: readonly string[];
} {
  const entries = list.split('\n').flatMap((line) => {
    const [, kind, schema = '', name = ''] = ENTRY.exec(line) ?? [];
    return kind === undefined ? [] : [{ kind, schema, name, line }];
  });
  return {
    tables: entries.filter(({ kind }) => kind === 'TABLE DATA'),
    sequences: entries.filter(({ kind }) => kind === 'SEQUENCE SET').map(({ line }) => line),
  };
}
