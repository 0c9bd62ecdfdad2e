import type { Clock } from '../core/clock.ts';
import { LlmgwError } from '../core/errors.ts';
import { readCatalog } from '../db/catalog.ts';
import type { Database, Session } from '../db/database.ts';
import {
  hasRecentSpend,
  readOtherSessions,
  readSurroundings,
  readWriteCount,
  terminateSession,
  type OtherSession,
} from '../db/queries/wipe-read-signs.ts';
import { readIdentity } from './identity.ts';
import { cancelOnAbort } from './interrupted.ts';
import { readManifest } from './manifest.ts';
import { isThrowAway } from './marker.ts';
import { findProductionSigns, type Evidence } from './production-signs.ts';
import { makeToken, type TokenSubject } from './token.ts';
import type { WipeLog, WipeRequest } from './types.ts';

/** What is looked at, and for how long. Times in milliseconds. */
export interface SurveyInput {
  readonly database: Database;
  readonly request: WipeRequest;
  readonly countTimeoutMs: number;
  readonly statementTimeoutMs: number;
  /** How long the tables are watched for somebody who writes. */
  readonly watchMs: number;
  readonly clock: Clock;
  readonly signal: AbortSignal;
  /** Sessions whose name begins so are ours. */
  readonly applicationName: string;
}

/** What a wipe would do, and what speaks against it. */
export interface Survey {
  readonly subject: TokenSubject;
  readonly evidence: Evidence;
  /** Of production, in words. */
  readonly signs: readonly string[];
  /** Confirms this wipe for 15 minutes. */
  readonly token: string;
}

const SPEND_LOGS = 'LiteLLM_SpendLogs';

/** Looks at a database in a transaction that cannot write. Rejects with `E_REFUSED` when nothing of LiteLLM's is there. */
export async function surveyDatabase(input: SurveyInput): Promise<Survey> {
  const { database, applicationName, statementTimeoutMs, clock } = input;
  const bounds = { applicationName, statementTimeoutMs, lockTimeoutMs: 5_000 };
  const evidence = await database.session(async (session) => {
    cancelOnAbort(database, session, input.signal);
    await session.begin({ readOnly: true, isolation: 'repeatable read' });
    const found = await gather(input, session);
    await session.commit();
    return watch(input, session, found);
  }, bounds);
  const { identity, manifest } = evidence;
  const subject = { identity, request: input.request, manifest };
  return {
    subject,
    evidence,
    signs: findProductionSigns(evidence),
    token: makeToken(subject, clock.wallMs()),
  };
}

async function gather(input: SurveyInput, tx: Session): Promise<Evidence> {
  const { database, request, applicationName } = input;
  const { schema } = database;
  const identity = await readIdentity(tx, database);
  const manifest = await readManifest(tx, { ...input, schema });
  if (manifest.targets.length === 0) throw nothingThere(database, request);
  const tables = manifest.targets.map(({ name }) => name);
  const spends = (await readCatalog(tx, schema)).has(SPEND_LOGS, 'startTime');
  return {
    identity,
    manifest,
    surroundings: await readSurroundings(tx, schema, tables),
    sessions: await readOtherSessions(tx, applicationName),
    recentSpend: spends && (await hasRecentSpend(tx, schema, SPEND_LOGS)),
    written: false,
  };
}

function nothingThere({ where, schema }: Database, { scope }: WipeRequest): LlmgwError {
  return new LlmgwError(
    'E_REFUSED',
    `guard identity: schema ${schema} holds no table of scope ${scope}`,
    { where, hint: 'is this the right database, and the right ?schema= in its URL?' },
  );
}

/** Only where nothing else says that the database is in use: it takes its time. */
async function watch(input: SurveyInput, session: Session, evidence: Evidence): Promise<Evidence> {
  const { watchMs, clock, signal } = input;
  const known = isThrowAway(evidence.identity.marker) || findProductionSigns(evidence).length > 0;
  if (watchMs === 0 || known || signal.aborted) return evidence;
  const oids = evidence.manifest.targets.map(({ oid }) => oid);
  const before = await readWriteCount(session, oids);
  await new Promise<void>((resolve) => clock.setTimer(watchMs, resolve));
  return { ...evidence, written: (await readWriteCount(session, oids)) !== before };
}

/** Ends other sessions one by one, and says so of each. */
export async function terminateOthers(
  database: Database,
  sessions: readonly OtherSession[],
  { applicationName, log }: { readonly applicationName: string; readonly log: WipeLog },
): Promise<void> {
  await database.session(
    async (session) => {
      for (const { pid, application, state } of sessions) {
        const ended = await terminateSession(session, pid);
        log('session.terminated', { pid, application, state, ended });
      }
    },
    { applicationName },
  );
}
