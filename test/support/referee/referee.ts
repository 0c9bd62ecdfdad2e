import { setTimeout as sleep } from 'node:timers/promises';
import { SIXTY_WORDS } from '../../../src/chaos/answer.ts';
import { REFEREE_FAULTS, type Fault } from '../../../src/chaos/faults.ts';
import type { ChaosProvider } from '../../../src/chaos/server.ts';
import { call, type Answer, type Post } from './caller.ts';
import { LAYOUTS, namesOf, type Layout } from './layout.ts';
import { RULES, type Check, type Sight } from './rules.ts';

/** What is judged, and how fast. */
export interface Trial {
  readonly provider: ChaosProvider;
  readonly post: Post;
  readonly speed: number;
  /** Times of whole calls may take this much longer. */
  readonly slackMs: number;
}

/** The judgement of one fault. */
export interface Verdict {
  readonly fault: Fault;
  readonly layout: Layout;
  readonly verdict: 'pass' | 'partial' | 'safe' | 'fail';
  readonly problems: readonly string[];
  readonly attempts: number;
  readonly ms: number;
}

const OUTAGE_CALLS = 20;
const OUTAGE_EVERY_MS = 4_000;

/** Plays all sixteen faults in both layouts, side by side; each on models of its own. */
export function judgeAll(trial: Trial): Promise<readonly Verdict[]> {
  const pairs = REFEREE_FAULTS.flatMap((fault) => LAYOUTS.map((layout) => ({ fault, layout })));
  return Promise.all(pairs.map(({ fault, layout }) => judge(trial, fault, layout)));
}

async function judge(trial: Trial, fault: Fault, layout: Layout): Promise<Verdict> {
  const names = namesOf(fault.id, layout);
  const answers = await (fault.id === 's15'
    ? callDuring(trial, names.group)
    : [await call(trial.post, names.group)]);
  const sight: Sight = {
    names,
    layout,
    answers,
    primary: trial.provider.log(names.primary),
    fallback: trial.provider.log(names.fallback),
    speed: trial.speed,
    slackMs: trial.slackMs,
  };
  const checks = [...(RULES[fault.id]?.(sight) ?? []), await isHealthyAfter(trial)];
  return {
    fault,
    layout,
    verdict: verdictOf(checks, answers),
    problems: checks.filter(({ holds }) => !holds).map(({ what }) => what),
    attempts: sight.primary.length,
    ms: Math.max(...answers.map(({ ms }) => ms)),
  };
}

/** One call each four seconds, whatever has become of those before. */
async function callDuring({ post, speed }: Trial, group: string): Promise<readonly Answer[]> {
  const calls: Promise<Answer>[] = [];
  for (let i = 0; i < OUTAGE_CALLS; i += 1) {
    calls.push(call(post, group));
    if (i + 1 < OUTAGE_CALLS) await sleep(OUTAGE_EVERY_MS / speed);
  }
  return Promise.all(calls);
}

/** After each fault one healthy call must succeed within ten seconds. */
async function isHealthyAfter({ post, speed, slackMs }: Trial): Promise<Check> {
  const answer = await call(post, 'healthy');
  const holds = answer.text === SIXTY_WORDS && answer.ms <= 10_000 / speed + slackMs;
  return { what: 'a healthy call afterwards', holds };
}

function verdictOf(checks: readonly Check[], answers: readonly Answer[]): Verdict['verdict'] {
  const failed = checks.filter(({ holds }) => !holds);
  if (failed.length === 0) return 'pass';
  if (failed.every(({ isAdvisory }) => isAdvisory === true)) return 'partial';
  const isCleanError = answers.every(
    ({ error, isDone, broken }) => error !== null && !isDone && broken === null,
  );
  return isCleanError ? 'safe' : 'fail';
}

/** The judgement as a table. */
export function tableOf(verdicts: readonly Verdict[]): string {
  const rows = verdicts.map(
    ({ fault, layout, verdict, problems, attempts, ms }) =>
      `| ${fault.id.toUpperCase()} | ${fault.does} | ${layout} | ${verdict} | ${attempts} | ${(ms / 1_000).toFixed(2)} | ${problems.join('; ')} |`,
  );
  const head = '| id | what the provider does | deployments | verdict | attempts | s | problems |';
  return [head, '|---|---|---|---|--:|--:|---|', ...rows].join('\n');
}

/** How many of each verdict, the worst layout of each fault counting. */
export function scoreOf(verdicts: readonly Verdict[]): string {
  const order = ['fail', 'safe', 'partial', 'pass'] as const;
  const worst = REFEREE_FAULTS.map(({ id }) => {
    const own = verdicts.filter(({ fault }) => fault.id === id);
    return order.find((verdict) => own.some((one) => one.verdict === verdict)) ?? 'fail';
  });
  const count = (verdict: string) => worst.filter((one) => one === verdict).length;
  return order
    .toReversed()
    .map((verdict) => `${count(verdict)} ${verdict}`)
    .join(', ');
}
