import { join } from 'node:path';
import type { GatewayConfig } from '../../src/config/types.ts';
import { isLlmgwError, LlmgwError } from '../../src/core/errors.ts';
import { ServiceFault } from '../../src/core/service-fault.ts';
import type { Database } from '../../src/db/database.ts';
import { migrate } from '../../src/db/migrate.ts';
import { prepareTables, type PreparedTables } from '../../src/db/prepare-tables.ts';
import { watchQueries } from '../../src/db/query-metrics.ts';
import { QueryFault } from '../../src/db/query-fault.ts';
import type { Logger } from '../../src/telemetry/logger.ts';
import type { MetricsRegistry } from '../../src/telemetry/metrics.ts';
import type { CommandContext } from '../context.ts';

/** What connecting needs. */
export interface ConnectDatabase {
  readonly context: CommandContext;
  readonly config: GatewayConfig;
  readonly registry: MetricsRegistry;
  readonly logger: Logger;
}

/** Opens the pool of the configured database, or of the private one; null where there is to be none. */
export async function openServeDatabase(input: ConnectDatabase): Promise<Database | null> {
  const { context, config, registry, logger } = input;
  const { database: settings, general } = config;
  const onQuery = watchQueries({ registry, logger, slowMs: settings.slowQueryMs });
  const options = { maxConnections: settings.maxConnections, onQuery };
  if (general.databaseUrl !== null) return context.database(general.databaseUrl, options);
  if (!settings.embedded) return null;
  const folder = join(context.io.cwd, '.llmgw', 'postgres');
  try {
    const { url, started } = await context.embeddedDatabase(folder);
    logger.info({ folder, started }, 'no database is configured: a private PostgreSQL is used');
    return context.database(url, options);
  } catch (fault) {
    if (!isLlmgwError(fault)) throw fault;
    logger.warn(
      { code: fault.code, detail: fault.message, hint: fault.hint },
      'no database: only the master key works, nothing is charged',
    );
    return null;
  }
}

/**
 * Makes the tables ready. Rejects with `E_CONFIG` when the database is none of ours to use, with a
 * `ServiceFault` or a `QueryFault` when it cannot be used now.
 */
export async function prepareDatabase(
  database: Database,
  logger: Pick<Logger, 'info' | 'warn'>,
): Promise<PreparedTables> {
  const prepared = await prepareTables(database, database.schema);
  if (prepared.found === 'foreign') {
    throw new LlmgwError('E_CONFIG', 'The database holds tables of others and none of LiteLLM.', {
      where: `${database.where}, schema ${database.schema}`,
      hint: 'name a database of its own, or an empty schema with ?schema=NAME in the URL',
    });
  }
  if (prepared.found === 'created') {
    logger.info({ database: database.where }, "the database was empty: LiteLLM's tables were made");
  }
  await migrateIfAllowed(database, logger);
  return prepared;
}

/** Without our own schema everything works but what operators' tools note there. */
async function migrateIfAllowed(database: Database, logger: Pick<Logger, 'warn'>): Promise<void> {
  try {
    await migrate(database);
  } catch (fault) {
    if (!(fault instanceof QueryFault) || fault.kind !== 'denied') throw fault;
    logger.warn({ database: database.where }, 'the schema llmgw cannot be made: no right to');
  }
}

/** What a fault is called in a log line. Never a value, never a password. */
export function describeFault(fault: unknown): Readonly<Record<string, unknown>> {
  if (fault instanceof ServiceFault) {
    return { kind: fault.kind, detail: fault.message, hint: fault.hint };
  }
  if (fault instanceof QueryFault) return { kind: fault.kind, detail: fault.message };
  if (isLlmgwError(fault)) return { code: fault.code, detail: fault.message, hint: fault.hint };
  return { err: fault };
}
