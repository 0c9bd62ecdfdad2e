import { isLlmgwError } from '../../src/core/errors.ts';
import type { Database } from '../../src/db/database.ts';
import type { CommandContext } from '../context.ts';
import { findDatabase, openFoundDatabase, type FoundDatabase } from '../find-database.ts';
import type { IngestOptions } from './ingest-options.ts';

const PRIVATE: FoundDatabase = { url: null, origin: 'private' };
const STATEMENT_TIMEOUT_MS = 60_000;

/**
 * The database that the facts go to: the one of the gateway, or the private one, which is made if it is
 * not there. Null: a dry run, and there is none. Throws `E_CONFIG` where there is to be none
 * (`LLMGW_DATABASE=off`).
 */
export async function openStore(
  context: CommandContext,
  { database, dryRun }: Pick<IngestOptions, 'database' | 'dryRun'>,
): Promise<Database | null> {
  const found = orPrivate(context, () => findDatabase(context, database), dryRun);
  if (found === null) return null;
  return openFoundDatabase(context, found, {
    maxConnections: 3,
    statementTimeoutMs: STATEMENT_TIMEOUT_MS,
  });
}

function orPrivate(
  context: CommandContext,
  find: () => FoundDatabase,
  dryRun: boolean,
): FoundDatabase | null {
  try {
    return find();
  } catch (thrown) {
    const isNone = isLlmgwError(thrown) && thrown.code === 'E_CONFIG';
    if (!isNone) throw thrown;
    if (dryRun) return null;
    if (context.environment().variables['LLMGW_DATABASE'] === 'off') throw thrown;
    return PRIVATE;
  }
}
