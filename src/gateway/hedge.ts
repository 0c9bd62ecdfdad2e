import type { AttemptOutcome } from './attempt-outcome.ts';
import type { Race, RaceRunner } from './attempt-parts.ts';
import type { GroupRound } from './group-round.ts';
import type { HeldPermit } from './held-permit.ts';
import { runAttempt, type AttemptContext } from './run-attempt.ts';

/** When a second attempt is sent out beside the first. */
export interface HedgeRule {
  /** Of the group's times to the first token, or milliseconds. */
  readonly after: 'p95' | number;
  /** Extra calls per call, at most. */
  readonly maxExtra: number;
  /** Also for requests with tools, whose calls may be carried out twice. */
  readonly tools: boolean;
}

/** The first of several attempts that has something to say; the others are ended at once. */
class FirstToSpeak implements Race {
  readonly #runners: RaceRunner[] = [];
  #winner: RaceRunner | null = null;

  get isDecided(): boolean {
    return this.#winner !== null;
  }

  join(runner: RaceRunner): void {
    this.#runners.push(runner);
  }

  claim(runner: RaceRunner): boolean {
    if (this.#winner !== null) return this.#winner === runner;
    this.#winner = runner;
    for (const other of this.#runners) if (other !== runner) other.settle({ kind: 'lost' });
    return true;
  }
}

/**
 * Runs an attempt, and a second one beside it when the first keeps silent for longer than most. Never
 * towards a deployment that is recovering, and never beyond the budget.
 */
export async function runHedged(
  context: AttemptContext,
  permit: HeldPermit,
  round: GroupRound,
): Promise<AttemptOutcome> {
  const delayMs = hedgeDelayMs(context, permit);
  if (delayMs === null) return runAttempt(context, permit);
  const race = new FirstToSpeak();
  const first = runAttempt({ ...context, race }, permit);
  const second = await runSecond({ ...context, race }, round, { first, delayMs, permit, race });
  const outcome = await first;
  if (second === null) return outcome;
  // Both failed unheard: the first failure is the one reported.
  const isFirst =
    outcome.kind !== 'lost' && (outcome.kind !== 'failed' || isUnheard(second.outcome));
  if (isFirst) {
    if (second.outcome.kind === 'failed') round.tried.add(second.permit.candidate.deployment.id);
    return outcome;
  }
  round.countedInstead = second.permit;
  return second.outcome;
}

function isUnheard({ kind }: AttemptOutcome): boolean {
  return kind === 'failed' || kind === 'lost';
}

/** Null: this attempt is not hedged. */
function hedgeDelayMs({ job }: AttemptContext, { candidate }: HeldPermit): number | null {
  const rule = job.routeConfig.hedge;
  const { groupState, config } = candidate.deployment;
  if (rule === null || config.mockResponse !== null || job.client?.begun === true) return null;
  groupState.hedgeBudget.deposit(job.gateway.clock.now());
  if (!rule.tools && hasTools(job.request.json)) return null;
  // First tokens say nothing about how long a whole answer takes.
  if (rule.after === 'p95' && !job.request.stream) return null;
  return rule.after === 'p95' ? groupState.firstTokens.p95(job.gateway.clock.now()) : rule.after;
}

function hasTools(body: Readonly<Record<string, unknown>>): boolean {
  return [body['tools'], body['functions']].some((list) => Array.isArray(list) && list.length > 0);
}

interface SecondAttempt {
  readonly outcome: AttemptOutcome;
  readonly permit: HeldPermit;
}

interface FirstAttempt {
  readonly first: Promise<AttemptOutcome>;
  readonly delayMs: number;
  readonly permit: HeldPermit;
  readonly race: FirstToSpeak;
}

/** Null when the first was quick enough, or nobody is free to help. */
async function runSecond(
  context: AttemptContext,
  round: GroupRound,
  { first, delayMs, permit, race }: FirstAttempt,
): Promise<SecondAttempt | null> {
  const { gateway } = context.job;
  let over = false;
  await new Promise<void>((resolve) => {
    const timer = gateway.clock.setTimer(delayMs, resolve);
    const stop = (): void => {
      over = true;
      timer.cancel();
      resolve();
    };
    void first.then(stop, stop);
  });
  if (over || race.isDecided) return null;
  const now = gateway.clock.now();
  const helper = round.enterBeside(permit.candidate);
  if (helper === null) return null;
  if (!permit.candidate.deployment.groupState.hedgeBudget.tryWithdraw(now)) {
    helper.cancelled(now);
    return null;
  }
  context.job.trace.hedges++;
  return { outcome: await runAttempt(context, helper), permit: helper };
}
