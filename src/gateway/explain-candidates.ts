import type { RoutingStrategy } from '../config/types.ts';
import type { BreakerFailure } from '../resilience/breaker/types.ts';
import { describeRest } from './breaker-words.ts';
import type { DeploymentState } from './deployment-state.ts';
import type { Candidate } from './deployment.ts';
import type { GroupRound } from './group-round.ts';
import type { CandidatePlan, DropReason } from './route-plan.ts';
import type { Selection, Standing } from './select-candidate.ts';
import { STRATEGIES } from './strategies.ts';

/** Points at which chance is tried: shares are true to a tenth of a per cent. */
const POINTS = 1_000;

/** By deployment id: what failed there last, where a copy does not know it. */
export type LastFailureOf = (id: string) => BreakerFailure | null;

/** How every candidate of a round stands, and which of them the next attempt is drawn from. */
export function explainCandidates(
  round: GroupRound,
  lastFailureOf: LastFailureOf,
): CandidatePlan[] {
  const draw = drawOften(round);
  return round.route.candidates.map((candidate) => {
    const { id, config } = candidate.deployment;
    const standing = round.standing(candidate);
    const share = draw.shares.get(id) ?? 0;
    const dropped = share > 0 ? null : dropReason(candidate, standing, { round, draw });
    return {
      model_id: id,
      model: `${config.provider}/${candidate.model}`,
      order: config.order,
      state: standing.toLowerCase(),
      share,
      dropped,
      why: describe({ candidate, standing, dropped, round, lastFailureOf }),
      until_ms: untilMs(candidate, standing, round),
    };
  });
}

interface Draw {
  readonly kind: Selection['kind'];
  /** By deployment id; those without one are missing. */
  readonly shares: ReadonlyMap<string, number>;
}

/** Lets the same choice be made with every outcome of chance. */
function drawOften(round: GroupRound): Draw {
  const shares = new Map<string, number>();
  let kind: Selection['kind'] = 'none';
  for (let point = 0; point < POINTS; point++) {
    const selection = round.look(() => (point + 0.5) / POINTS);
    kind = selection.kind;
    if (selection.kind === 'none') break;
    const { id } = selection.candidate.deployment;
    shares.set(id, (shares.get(id) ?? 0) + 1);
  }
  for (const [id, count] of shares) shares.set(id, count / POINTS);
  return { kind, shares };
}

interface Surroundings {
  readonly round: GroupRound;
  readonly draw: Draw;
}

function dropReason(
  candidate: Candidate,
  standing: Standing,
  { round, draw }: Surroundings,
): DropReason {
  if (standing === 'full' || standing === 'avoided') return standing;
  if (standing !== 'ready' && standing !== 'RAMP' && standing !== 'PROBE_DUE') return 'breaker';
  if (draw.kind === 'probe') return 'probe';
  if (standing === 'PROBE_DUE') return 'order';
  if (isOverLimits(candidate, round)) return 'limits';
  return isOfLowestOrder(candidate, draw, round) ? 'strategy' : 'order';
}

/** Asked of the strategy itself: alone it has nobody else to prefer. */
function isOverLimits(candidate: Candidate, { job }: GroupRound): boolean {
  const { strategy, strategyArgs: args } = job.runtime.config.router;
  const now = job.gateway.clock.now();
  return STRATEGIES[strategy]([candidate], { now, random: () => 0, args }) === null;
}

function isOfLowestOrder(candidate: Candidate, { shares }: Draw, { route }: GroupRound): boolean {
  const drawn = route.candidates.find(({ deployment }) => shares.has(deployment.id));
  return drawn?.deployment.config.order === candidate.deployment.config.order;
}

interface Described {
  readonly candidate: Candidate;
  readonly standing: Standing;
  readonly dropped: DropReason | null;
  readonly round: GroupRound;
  readonly lastFailureOf: LastFailureOf;
}

const PREFERENCES: Readonly<Record<RoutingStrategy, string>> = {
  'simple-shuffle': 'its weight is 0',
  'least-busy': 'others have fewer calls under way',
  'latency-based-routing': 'others are faster',
  'usage-based-routing': 'others have used fewer tokens this minute',
};

function describe({
  candidate,
  standing,
  dropped,
  round,
  lastFailureOf,
}: Described): string | null {
  const { job } = round;
  const { config, state } = candidate.deployment;
  const notes: (string | null)[] = [
    restOf(candidate, round, lastFailureOf),
    standing === 'full' ? queueWords(state) : null,
    standing === 'avoided' ? 'this request has been there in vain' : null,
    dropped === 'order' ? orderWords(config.order, standing) : null,
    dropped === 'probe' ? 'a probe goes first' : null,
    dropped === 'limits' ? 'its rpm or tpm of this minute is used up' : null,
    dropped === 'strategy' ? PREFERENCES[job.runtime.config.router.strategy] : null,
    config.mockResponse === null ? null : 'answers by itself: mock_response',
  ];
  const said = notes.filter((note) => note !== null);
  return said.length === 0 ? null : said.join('; ');
}

function restOf(
  { deployment }: Candidate,
  { job }: GroupRound,
  lastFailureOf: LastFailureOf,
): string | null {
  const seen = deployment.breaker(job.request.operation).snapshot(job.gateway.clock.now());
  return describeRest({ ...seen, lastFailure: seen.lastFailure ?? lastFailureOf(deployment.id) });
}

function queueWords({ queue }: DeploymentState): string {
  const waiting = queue.waiting === 0 ? '' : `, ${queue.waiting} waiting`;
  return `${queue.running} of ${queue.limit} calls under way${waiting}`;
}

function orderWords(order: number | null, standing: Standing): string {
  const turn = order === null ? 'without an order' : `order ${order}`;
  return standing === 'PROBE_DUE'
    ? `${turn}: others can take the call, and a probe does not go before them`
    : `${turn}: its turn comes when nobody of a lower order takes the call`;
}

function untilMs({ deployment }: Candidate, standing: Standing, { job }: GroupRound) {
  const now = job.gateway.clock.now();
  if (standing === 'full') return Math.ceil(deployment.state.queue.estimateWaitMs(now)) || null;
  return Math.ceil(deployment.breaker(job.request.operation).retryAfterMs(now)) || null;
}
