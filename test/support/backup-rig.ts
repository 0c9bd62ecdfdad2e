import { mkdtempSync } from 'node:fs';
import { join } from 'node:path';
import { systemClock } from '../../src/core/clock.ts';
import { Secret } from '../../src/core/secret.ts';
import type { Database } from '../../src/db/database.ts';
import type { BackupPlan } from '../../src/wipe/backup/make-backup.ts';
import type { PgTools } from '../../src/wipe/backup/pg-tools.ts';
import type { TokenSubject } from '../../src/wipe/token.ts';
import { NEVER } from './wipe-rig.ts';

/** How PostgreSQL's programs reach a database of the tests. */
export function toolsFor(url: string): PgTools {
  const env = { PATH: process.env['PATH'] };
  const applicationName = 'llmgw nuke-db backup';
  return { url: new Secret(url), env, applicationName, timeoutMs: 30_000, signal: NEVER };
}

/** A backup into a new folder below `parent`. */
export function backupPlan(
  { url, database }: { readonly url: string; readonly database: Database },
  subject: TokenSubject,
  parent: string,
  fields: Partial<BackupPlan> = {},
): BackupPlan {
  return {
    ...{ database, subject, tools: toolsFor(url), clock: systemClock, runId: 'test-run' },
    ...{ folder: join(mkdtempSync(join(parent, 'b-')), 'backup'), format: 'rows' },
    applicationName: 'llmgw nuke-db',
    ...fields,
  };
}
