import { existsSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { LlmgwError, messageOf } from '../src/core/errors.ts';
import { Secret } from '../src/core/secret.ts';
import type { DatabaseOptions } from '../src/db/connect.ts';
import type { Database } from '../src/db/database.ts';
import { parseDatabaseUrl } from '../src/db/database-url.ts';
import type { CommandContext } from './context.ts';
import type { FilesContext } from './local-context.ts';
import { readFoundConfig } from './read-found-config.ts';

/** How the command line names a database; never by its URL, which holds a password. */
export interface DatabaseFlags {
  /** A variable that holds the URL. */
  readonly urlEnv: string | null;
  /** A file that holds the URL. */
  readonly urlFile: string | null;
  /** Where LiteLLM's tables are; null: where the URL says. */
  readonly schema: string | null;
}

/** The database of a maintenance command. */
export interface FoundDatabase {
  /** null: the private one below `.llmgw/postgres`. */
  readonly url: Secret | null;
  /** Where the URL was found, for messages. */
  readonly origin: string;
}

/** Where a private PostgreSQL keeps its data. */
export const EMBEDDED_FOLDER = join('.llmgw', 'postgres');

/**
 * Finds the database that a maintenance command works on: the one that was named, else
 * `DATABASE_URL`, else `general_settings.database_url`, else the private one that is already here.
 * Nothing is created: a wrong folder would otherwise be maintained with great success. Throws
 * `E_CONFIG` when there is none.
 */
export function findDatabase(context: FilesContext, flags: DatabaseFlags): FoundDatabase {
  const found = findOptionalDatabase(context, flags);
  if (found !== null) return found;
  throw new LlmgwError('E_CONFIG', 'which database? None is configured, and there is none here', {
    hint: 'set DATABASE_URL or general_settings.database_url, or use --database-url-env or --database-url-file',
  });
}

/** Opens what was found; the private one is started if nobody uses it. */
export async function openFoundDatabase(
  context: CommandContext,
  found: FoundDatabase,
  options: DatabaseOptions = {},
): Promise<Database> {
  const folder = join(context.io.cwd, EMBEDDED_FOLDER);
  const url = found.url ?? (await context.embeddedDatabase(folder)).url;
  return context.database(url, options);
}

/** The same, null when none is configured and none is here; what was named and is not there still throws. */
export function findOptionalDatabase(
  context: FilesContext,
  flags: DatabaseFlags,
): FoundDatabase | null {
  const found = named(context, flags) ?? usual(context);
  if (found !== null) return direct(context, found);
  const isHere = existsSync(join(context.io.cwd, EMBEDDED_FOLDER));
  return isHere ? { url: null, origin: EMBEDDED_FOLDER } : null;
}

function named(context: FilesContext, { urlEnv, urlFile }: DatabaseFlags): FoundDatabase | null {
  if (urlEnv !== null) {
    const url = context.environment().variables[urlEnv];
    if (url) return { url: new Secret(url), origin: urlEnv };
    throw new LlmgwError('E_USAGE', `the variable ${urlEnv} is not set`, {
      where: '--database-url-env',
      hint: `export ${urlEnv}=postgresql://…, or name another variable`,
    });
  }
  if (urlFile === null) return null;
  return { url: new Secret(readUrlFile(resolve(context.io.cwd, urlFile))), origin: urlFile };
}

function readUrlFile(file: string): string {
  try {
    return readFileSync(file, 'utf8').trim();
  } catch (cause) {
    throw new LlmgwError('E_NO_INPUT', `cannot read the database URL: ${messageOf(cause)}`, {
      where: file,
      hint: 'check the path given with --database-url-file',
      cause,
    });
  }
}

function usual(context: FilesContext): FoundDatabase | null {
  const fromEnv = context.environment().variables['DATABASE_URL'];
  if (fromEnv) return { url: new Secret(fromEnv), origin: 'DATABASE_URL' };
  const config = readFoundConfig(context);
  const url = config?.config.general.databaseUrl ?? null;
  if (config === null || url === null) return null;
  return { url, origin: `general_settings.database_url of ${config.file}` };
}

/** Behind PgBouncer sessions are not ours alone; Prisma's users have a second URL for that. */
function direct(context: FilesContext, found: FoundDatabase): FoundDatabase {
  const directUrl = context.environment().variables['DIRECT_URL'];
  if (!directUrl || found.url === null || !parseDatabaseUrl(found.url).pooled) return found;
  return { url: new Secret(directUrl), origin: 'DIRECT_URL' };
}
