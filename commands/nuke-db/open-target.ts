import { join } from 'node:path';
import type { Secret } from '../../src/core/secret.ts';
import type { Database } from '../../src/db/database.ts';
import type { CommandContext } from '../context.ts';
import { EMBEDDED_FOLDER, findDatabase, type DatabaseFlags } from '../find-database.ts';

/** The database that is worked on. */
export interface NukeTarget {
  readonly database: Database;
  /** For PostgreSQL's own programs. */
  readonly url: Secret;
}

/** How our sessions are known to the server; whoever bears it is kept apart by a lock, not by a guard. */
export const APPLICATION = 'llmgw nuke-db';

/** Opens the database that was named, or the usual one. */
export async function openTarget(
  context: CommandContext,
  flags: DatabaseFlags,
  statementTimeoutMs: number,
): Promise<NukeTarget> {
  const found = findDatabase(context, flags);
  const embedded = join(context.io.cwd, EMBEDDED_FOLDER);
  const url = found.url ?? (await context.embeddedDatabase(embedded)).url;
  const database = context.database(url, { maxConnections: 4, statementTimeoutMs });
  return { database, url };
}
