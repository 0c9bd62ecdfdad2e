import { LlmgwError } from '../core/errors.ts';
import type { OtherSession } from '../db/queries/wipe-read-signs.ts';
import { isThrowAway } from './marker.ts';
import { totalOf } from './production-signs.ts';
import type { TokenVerdict } from './token.ts';
import type { Identity, Manifest } from './types.ts';

/** The guards, in the order in which they are asked. */
export type GuardName =
  | 'identity'
  | 'standby'
  | 'hindrance'
  | 'production'
  | 'sessions'
  | 'agent'
  | 'token'
  | 'confirmation'
  | 'backup';

/** `override`: it would have refused, and something that was said lets it pass. */
export interface GuardVerdict {
  readonly guard: GuardName;
  readonly verdict: 'pass' | 'fail' | 'override';
  /** The flag or the marker that overrides. */
  readonly by: string | null;
  /** Why it fails, or what it would have failed for. */
  readonly message: string;
  /** What lets it pass; empty when nothing does. */
  readonly hint: string;
}

/** What is known when the guards are asked. */
export interface GuardFacts {
  readonly identity: Identity;
  readonly manifest: Manifest;
  /** Of production; see `findProductionSigns`. */
  readonly signs: readonly string[];
  readonly sessions: readonly OtherSession[];
  /** What the one checkpoint for coding agents says. */
  readonly agent:
    | { readonly allowed: true; readonly consent: string | null }
    | { readonly allowed: false; readonly message: string; readonly hint: string };
  /** Null: no token was given. */
  readonly token: TokenVerdict | null;
  /** There is somebody at a terminal who can be asked. */
  readonly canAsk: boolean;
}

/** What the command line says. None of it comes from the environment or a file. */
export interface Overrides {
  readonly production: string | null;
  readonly allowConnected: boolean;
  readonly terminateOthers: boolean;
  readonly yes: boolean;
  readonly backup: boolean;
  readonly discardRows: number | null;
}

type Verdict = Omit<GuardVerdict, 'guard'>;
type Guard = (facts: GuardFacts, overrides: Overrides) => Verdict;

const PASS: Verdict = { verdict: 'pass', by: null, message: '', hint: '' };

const GUARDS: Readonly<Record<GuardName, Guard>> = {
  identity: ({ identity }) =>
    identity.database === '' || identity.databaseOid === 0
      ? fail('the server does not say which database this is', '')
      : PASS,
  standby: ({ identity }) =>
    identity.standby ? fail('the server is a standby', 'connect to the primary') : PASS,
  hindrance: judgeHindrances,
  production: judgeProduction,
  sessions: judgeSessions,
  agent: judgeAgent,
  token: judgeToken,
  confirmation: judgeConfirmation,
  backup: judgeBackup,
};

/** Asks every guard, in order. */
export function judgeGuards(facts: GuardFacts, overrides: Overrides): readonly GuardVerdict[] {
  return guardNames().map((guard) => ({ guard, ...GUARDS[guard](facts, overrides) }));
}

/** The guards in order. */
export function guardNames(): readonly GuardName[] {
  return [
    ...(['identity', 'standby', 'hindrance', 'production', 'sessions'] as const),
    ...(['agent', 'token', 'confirmation', 'backup'] as const),
  ];
}

/** The refusal that the first failing guard stands for; null: none fails. */
export function refusalOf(verdicts: readonly GuardVerdict[], where: string): LlmgwError | null {
  const failed = verdicts.find(({ verdict }) => verdict === 'fail');
  if (failed === undefined) return null;
  return new LlmgwError('E_REFUSED', `guard ${failed.guard}: ${failed.message}`, {
    where,
    ...(failed.hint === '' ? {} : { hint: failed.hint }),
  });
}

function fail(message: string, hint: string): Verdict {
  return { verdict: 'fail', by: null, message, hint };
}

function overridden(by: string, message: string): Verdict {
  return { verdict: 'override', by, message, hint: '' };
}

/** By the marker of a database that may be thrown away. */
function byMarker({ marker }: Identity): string | null {
  return isThrowAway(marker) ? `environment=${marker}` : null;
}

function judgeHindrances({ manifest }: GuardFacts): Verdict {
  const [first] = manifest.hindrances;
  if (first === undefined) return PASS;
  const all = manifest.hindrances.map(
    ({ kind, by, on, name }) => `${by} hangs on ${on} (${kind} ${name})`,
  );
  return fail(
    all.join('; '),
    `if ${first.by} is LiteLLM's, add it to --tables; if it is not, its owner must let go of ${first.on} first: nothing is ever cascaded`,
  );
}

function judgeProduction({ identity, signs }: GuardFacts, { production }: Overrides): Verdict {
  if (signs.length === 0) return PASS;
  const message = `this looks like production: ${signs.join(', ')}`;
  const marker = byMarker(identity);
  if (marker !== null) return overridden(marker, message);
  if (production === identity.database) return overridden('--production', message);
  return fail(
    production === null ? message : `${message}; --production names another database`,
    `if you mean it, add --production ${identity.database}`,
  );
}

function judgeSessions({ identity, sessions }: GuardFacts, overrides: Overrides): Verdict {
  if (sessions.length === 0) return PASS;
  const list = sessions.map(
    ({ pid, application, state }) => `${application} (pid ${pid}, ${state})`,
  );
  const message = `${sessions.length} other sessions are connected: ${list.slice(0, 10).join(', ')}`;
  const marker = byMarker(identity);
  if (overrides.terminateOthers) return overridden('--terminate-others', message);
  if (overrides.allowConnected) return overridden('--allow-connected', message);
  if (marker !== null) return overridden(marker, message);
  return fail(
    message,
    'stop the proxies first; or --allow-connected leaves them, --terminate-others ends them one by one',
  );
}

function judgeAgent({ agent }: GuardFacts): Verdict {
  if (!agent.allowed) return fail(agent.message, agent.hint);
  return agent.consent === null ? PASS : overridden('LLMGW_USER_CONSENT', 'its user agreed');
}

function judgeToken({ token }: GuardFacts): Verdict {
  if (token === null || token === 'valid') return PASS;
  const why =
    token === 'expired'
      ? 'the token of --confirm has expired: it was good for 15 minutes'
      : 'the token of --confirm is of another plan: another database, scope or method, other tables, or ten times the rows';
  return fail(why, 'look at `llmgw nuke-db plan` again, and take the token that it prints');
}

function judgeConfirmation(facts: GuardFacts, { yes }: Overrides): Verdict {
  const { identity, token, canAsk } = facts;
  const marker = byMarker(identity);
  if (token === 'valid') return { ...PASS, by: '--confirm' };
  if (yes && marker !== null) return overridden(marker, '--yes on a database that may go');
  if (canAsk) return { ...PASS, by: 'terminal' };
  return fail(
    yes ? '--yes alone is not enough here' : 'nobody has confirmed, and there is nobody to ask',
    'add --confirm with the token that `llmgw nuke-db plan` prints',
  );
}

function judgeBackup({ manifest }: GuardFacts, { backup, discardRows }: Overrides): Verdict {
  const rows = totalOf(manifest, 'rows');
  if (backup || (rows === 0 && (discardRows ?? 0) === 0)) return PASS;
  if (discardRows === rows) return overridden('--discard-rows', `${rows} rows without a backup`);
  return fail(
    discardRows === null
      ? `${rows} rows would go without a backup`
      : `--discard-rows says ${discardRows}, there are ${rows}`,
    `leave --no-backup out, or add --discard-rows ${rows}`,
  );
}
