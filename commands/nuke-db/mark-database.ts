import { userInfo } from 'node:os';
import { checkAgent } from '../../src/cli/agent-gate.ts';
import { isLlmgwError, LlmgwError } from '../../src/core/errors.ts';
import { EXIT, type ExitCode } from '../../src/core/exit-codes.ts';
import { migrate } from '../../src/db/migrate.ts';
import { insertAudit, writeMarker } from '../../src/db/queries/wipe-record.ts';
import type { Database } from '../../src/db/database.ts';
import { explainFault } from '../../src/wipe/explain-fault.ts';
import { readIdentity } from '../../src/wipe/identity.ts';
import { isProduction, isThrowAway } from '../../src/wipe/marker.ts';
import { surveyDatabase } from '../../src/wipe/survey.ts';
import type { Identity } from '../../src/wipe/types.ts';
import type { CommandContext } from '../context.ts';
import type { MarkOptions } from './nuke-options.ts';
import { APPLICATION, openTarget } from './open-target.ts';
import { newRunId } from './run-log.ts';

const STATEMENT_TIMEOUT_MS = 30_000;

/**
 * Writes into the database what it is for. Whatever makes it easier to wipe wants the name of the
 * database: a guard that anybody may lower in passing is none.
 */
export async function markDatabase(
  options: MarkOptions,
  context: CommandContext,
): Promise<ExitCode> {
  const { database } = await openTarget(context, options.database, STATEMENT_TIMEOUT_MS);
  try {
    const identity = await database.session(async (session) => readIdentity(session, database), {
      applicationName: APPLICATION,
    });
    if (lowersGuard(options, identity) && (await looksInUse(database, identity, context))) {
      refuseUnnamed(options, identity, context);
    }
    await migrate(database);
    await database.transaction(async (tx) => {
      await writeMarker(tx, options.environment);
      await insertAudit(tx, {
        runId: newRunId(context.clock),
        command: 'nuke-db mark',
        actor: { os_user: userInfo().username },
        detail: { before: identity.marker, after: options.environment },
      });
    });
    report(identity, options.environment, context);
    return EXIT.ok;
  } catch (thrown) {
    throw explainFault(thrown, database.where);
  }
}

function lowersGuard({ environment }: MarkOptions, { marker }: Identity): boolean {
  if (isThrowAway(marker)) return false;
  return isThrowAway(environment) || (isProduction(marker) && !isProduction(environment));
}

async function looksInUse(
  database: Database,
  { marker }: Identity,
  { clock }: CommandContext,
): Promise<boolean> {
  if (isProduction(marker)) return true;
  const request = { scope: 'data', tables: [], method: 'truncate', withMigrations: false } as const;
  const { signal } = new AbortController();
  const bounds = { countTimeoutMs: 5_000, statementTimeoutMs: STATEMENT_TIMEOUT_MS, watchMs: 0 };
  const survey = { database, request, clock, signal, applicationName: APPLICATION, ...bounds };
  // Where there is nothing of LiteLLM's, there is nothing to guard.
  const { signs } = await surveyDatabase(survey).catch((thrown: unknown) => {
    if (isLlmgwError(thrown)) return { signs: [] };
    throw thrown;
  });
  return signs.length > 0;
}

function refuseUnnamed(
  { production }: MarkOptions,
  { marker, database, host }: Identity,
  { io }: CommandContext,
): void {
  // There is no plan here: the consent has to name the database.
  const verdict = checkAgent(io.env, { token: database, marker });
  if (!verdict.allowed) {
    throw new LlmgwError('E_REFUSED', `guard agent: ${verdict.message}`, { hint: verdict.hint });
  }
  if (production === database) return;
  throw new LlmgwError('E_REFUSED', `guard production: this makes ${database} easier to wipe`, {
    where: `${database}@${host}`,
    hint: `if you mean it, add --production ${database}`,
  });
}

function report(identity: Identity, environment: string | null, context: CommandContext): void {
  const { io, options } = context;
  const { database, host, port, marker } = identity;
  const document = { schema: 'llmgw.nuke-mark/v1', database, before: marker, environment };
  const said = environment === null ? 'no longer marked' : `marked as ${environment}`;
  io.stdout.write(
    options.json
      ? `${JSON.stringify(document)}\n`
      : `${database} @ ${host}:${port} is ${said} (before: ${marker ?? 'not marked'})\n`,
  );
}
