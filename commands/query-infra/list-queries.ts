import { EXIT, type ExitCode } from '../../src/core/exit-codes.ts';
import type { Database } from '../../src/db/database.ts';
import { readFields } from '../../src/db/queries/infra-read-facts.ts';
import { QueryFault } from '../../src/db/query-fault.ts';
import { NAMED_QUERIES } from '../../src/infra/query/named-queries.ts';
import { ALLOWED_RELATIONS } from '../../src/infra/query/sql-allowed.ts';
import type { CommandContext } from '../context.ts';
import type { QueryOptions } from './query-options.ts';

/** Prints what can be asked: named queries, kinds with their fields, relations for SQL. */
export async function listQueries(
  database: Database,
  { format }: QueryOptions,
  { io }: CommandContext,
): Promise<ExitCode> {
  const kinds = Object.entries(await readKinds(database));
  const relations = [...ALLOWED_RELATIONS];
  if (format === 'json') {
    const document = {
      schema: 'llmgw.query-infra-list/v1',
      queries: NAMED_QUERIES.map(({ name, summary }) => ({ name, summary })),
      kinds: Object.fromEntries(kinds),
      relations,
    };
    io.stdout.write(`${JSON.stringify(document)}\n`);
    return EXIT.ok;
  }
  const width = Math.max(...NAMED_QUERIES.map(({ name }) => name.length));
  const { bold } = io.stdout.paint;
  const lines = [
    bold('Named queries'),
    ...NAMED_QUERIES.map(({ name, summary }) => `  ${name.padEnd(width)}  ${summary}`),
    bold('Kinds and fields'),
    ...kinds.map(([kind, fields]) => `  ${kind}: ${fields.join(', ')}`),
    bold('Relations for --sql'),
    `  ${relations.join(', ')}`,
  ];
  io.stdout.write(`${lines.join('\n')}\n`);
  return EXIT.ok;
}

async function readKinds(database: Database): Promise<Readonly<Record<string, readonly string[]>>> {
  const kinds: Record<string, string[]> = {};
  for (const { kind, field } of await readFieldsIfAny(database)) {
    kinds[kind] = [...(kinds[kind] ?? []), field];
  }
  return kinds;
}

/** Before the first snapshot there are no tables. */
async function readFieldsIfAny(database: Database): ReturnType<typeof readFields> {
  try {
    return await readFields(database, []);
  } catch (thrown) {
    if (thrown instanceof QueryFault && /^(42P01|3F000)$/.test(thrown.sqlstate)) return [];
    throw thrown;
  }
}
