import type { Paint } from '../../src/cli/io.ts';
import { describeMs } from '../../src/gateway/breaker-words.ts';
import type {
  AttemptPlan,
  CandidatePlan,
  GroupEnd,
  GroupPlan,
  RoutePlan,
} from '../../src/gateway/route-plan.ts';

/** A plan as a tree for people, with a line break at its end. */
export function renderPlan(plan: RoutePlan, paint: Paint): string {
  const kind = plan.stream ? `${plan.operation}, streamed` : plan.operation;
  const lines = [
    `${paint.bold(plan.model)}  ${paint.dim(`${kind}; every attempt fails: ${plan.assume}`)}`,
    '',
    ...plan.groups.flatMap((group, index) => renderGroup(group, index, paint)),
    ...plan.not_tried.map(
      ({ group, fallback_of: parent, why }) =>
        `${paint.dim('-')}  ${group}, fallback of ${parent}: ${NOT_TRIED[why]}`,
    ),
    ...(plan.not_tried.length === 0 ? [] : ['']),
    renderAnswer(plan, paint),
  ];
  return `${lines.join('\n')}\n`;
}

const NOT_TRIED = {
  unknown: 'not tried, there is no such model',
  max_fallbacks: 'not tried, max_fallbacks are used up',
} as const;

function renderGroup(group: GroupPlan, index: number, paint: Paint): string[] {
  const origin = group.fallback_of === null ? '' : `, fallback of ${group.fallback_of}`;
  const when = group.at_ms === 0 ? '' : `  ${paint.dim(`after ${describeMs(group.at_ms)}`)}`;
  const title = `${index + 1}. ${paint.bold(group.group)}${origin}${when}`;
  return [
    title,
    ...settingsOf(group).map((setting) => `   ${paint.dim(setting)}`),
    ...renderCandidates(group.candidates, paint),
    ...group.attempts.flatMap((attempt) => renderAttempt(attempt, paint)),
    `   ${paint.yellow('=')} ${describeEnd(group.ended)}${leadsTo(group)}`,
    '',
  ];
}

/** What is out of the ordinary. */
function settingsOf(group: GroupPlan): string[] {
  const { hedge_after: after, strategy, candidates } = group;
  const notes = [
    candidates.length > 1 ? `drawn by ${strategy}` : null,
    after === null ? null : `hedged after ${after === 'p95' ? 'the p95' : describeMs(after)}`,
    group.on_all_open === 'bypass' ? 'called even when every breaker is open' : null,
  ];
  const said = notes.filter((note) => note !== null);
  return said.length === 0 ? [] : [said.join('; ')];
}

function renderCandidates(candidates: readonly CandidatePlan[], paint: Paint): string[] {
  const width = Math.max(...candidates.map(({ model_id: id }) => id.length));
  const models = Math.max(...candidates.map(({ model }) => model.length));
  return candidates.map((candidate) => {
    const { model_id: id, model, dropped, why } = candidate;
    const mark = dropped === null ? paint.green('o') : paint.red('x');
    const share = dropped === null ? percent(candidate.share) : '';
    const row = `   ${mark} ${id.padEnd(width)}  ${paint.dim(model.padEnd(models))}  ${share.padStart(6)}`;
    return why === null ? row.trimEnd() : `${row}  ${why}`;
  });
}

function percent(share: number): string {
  return `${Number((share * 100).toFixed(1))} %`;
}

function renderAttempt(attempt: AttemptPlan, paint: Paint): string[] {
  const waited = attempt.waited_ms === 0 ? 'at once' : `after ${describeMs(attempt.waited_ms)}`;
  const what = { call: '', probe: ' as the probe', bypass: ' although its breaker is open' };
  const retry = attempt.retries_made === 0 ? '' : `retry ${attempt.retries_made}, `;
  const line = `${attempt.model_id}${what[attempt.kind]}, ${retry}${waited}: ${limitsOf(attempt)}`;
  const fails = `fails: ${attempt.fails_with}; ${retriesOf(attempt.retries_allowed)}`;
  return [`   ${paint.cyan('>')} ${line}`, `     ${paint.dim(fails)}`];
}

function limitsOf({ first_limit_ms: first, idle_limit_ms: idle }: AttemptPlan): string {
  return idle === null
    ? `${describeMs(first)} for the whole answer`
    : `${describeMs(first)} to the first token, ${describeMs(idle)} between two`;
}

function retriesOf(count: number): string {
  if (count === 0) return 'not retried in this group';
  return count === 1 ? 'up to 1 retry in this group' : `up to ${count} retries in this group`;
}

const ENDS: Readonly<Record<GroupEnd['reason'], string>> = {
  not_repeatable: 'such a failure is not repeated here',
  retries_used_up: 'the retries are used up',
  retry_budget: 'the retry budget of the group is used up',
  wait_too_long: 'the next attempt would have to wait for too long',
  open: 'no breaker lets a call pass',
  hold: 'every upstream has asked to be left alone',
  limits: 'nobody has room',
  avoided: 'this request has been everywhere',
};

function describeEnd({ reason, retry_after_ms: ms }: GroupEnd): string {
  return ms === null ? ENDS[reason] : `${ENDS[reason]}, for another ${describeMs(ms)}`;
}

function leadsTo({ fallbacks }: GroupPlan): string {
  return fallbacks.length === 0 ? '; no fallbacks' : `; fallbacks: ${fallbacks.join(', ')}`;
}

function renderAnswer({ answer, servable }: RoutePlan, paint: Paint): string {
  const { status, code, message, retry_after_s: retryAfter, at_ms: atMs } = answer;
  const when = atMs > 0 ? `After ${describeMs(atMs)}` : 'At once';
  const retry = retryAfter === null ? '' : `, Retry-After: ${retryAfter}`;
  const nobody = servable ? '' : `${paint.red('Nobody can take this call now.')} `;
  return `${nobody}${when} the client gets ${paint.bold(String(status))} ${code}${retry}: ${message}`;
}
