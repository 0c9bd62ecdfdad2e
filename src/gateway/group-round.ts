import type { AttemptFailure } from './attempt-outcome.ts';
import { chooseDeployment, type Choice, type ChoiceInput } from './choose-deployment.ts';
import type { Candidate } from './deployment.ts';
import type { Job } from './job.ts';
import type { Route } from './routing-table.ts';
import { holdPermit, permitAnyway, type HeldPermit } from './held-permit.ts';
import { noteRefusals } from './note-refusals.ts';
import {
  placeOf,
  selectCandidate,
  standingOf,
  type Selection,
  type Standing,
} from './select-candidate.ts';
import { STRATEGIES } from './strategies.ts';

const NOTHING: ReadonlySet<string> = new Set();
/** What a call may be sent to all the same. */
const ILL: ReadonlySet<Standing> = new Set<Standing>([
  'OPEN',
  'HALF_OPEN',
  'PROBE_DUE',
  'HOLD',
  'RAMP',
  'QUARANTINED',
]);
const first = (): number => 0;

/** One request's visit to one model group: where it has been there, and what became of it. */
export class GroupRound {
  readonly job: Job;
  readonly route: Route;
  /** No other group is left to turn to. */
  readonly isLast: boolean;
  readonly tried = new Set<string>();
  readonly avoided = new Set<string>();
  failure: AttemptFailure | null = null;
  retries = 0;
  /** Milliseconds of the wait before; what the next one grows from. */
  previousWaitMs = 0;
  freeRetryUsed = false;
  /** The permit of an attempt beside the last one, where that is the one that counted. */
  countedInstead: HeldPermit | null = null;

  constructor(job: Job, route: Route, isLast: boolean) {
    this.job = job;
    this.route = route;
    this.isLast = isLast;
  }

  /** Chooses and takes a permit. */
  choose(): Choice {
    const only = this.#takeOnly();
    if (only !== null) return only;
    const input = this.#input();
    const choice = chooseDeployment(this.route, input);
    const { refusals } = this.job.gateway;
    const { operation, now } = input;
    if (refusals !== undefined) noteRefusals(refusals, this.route, { choice, operation, now });
    return choice;
  }

  /**
   * For routes that rather call something ill than nothing: anybody but what an operator has shut.
   * Null where that is not wanted, or another group is left.
   */
  pickAnyway(): HeldPermit | null {
    const { request, routeConfig } = this.job;
    if (!this.isLast || routeConfig.onAllOpen === 'reject') return null;
    const input = this.#input();
    const ill = this.route.candidates.filter((candidate) => ILL.has(standingOf(candidate, input)));
    const { strategy, strategyArgs: args } = input.router;
    const picked =
      ill.length === 0
        ? null
        : STRATEGIES[strategy](ill, { now: input.now, random: input.random, args });
    if (picked === null || !picked.deployment.state.queue.tryEnter()) return null;
    return permitAnyway(picked, request, { hasPlace: true });
  }

  /** What `choose` would find now, taking nothing. */
  look(random: () => number = first): Selection {
    return selectCandidate(this.route, this.#input(random));
  }

  /** How a candidate stands for this request now. */
  standing(candidate: Candidate): Standing {
    return standingOf(candidate, this.#input());
  }

  /** Whether somebody else could take the call if this candidate does not. */
  hasElsewhere(candidate: Candidate): boolean {
    if (!this.isLast) return true;
    if (this.route.candidates.length === 1) return false;
    const place = placeOf(candidate);
    const { deployment } = candidate;
    const found = selectCandidate(this.route, {
      ...this.#input(),
      tried: new Set([...this.tried, deployment.id]),
      avoided: new Set([...this.avoided, place]),
      random: first,
    });
    return found.kind === 'pick' && !this.tried.has(found.candidate.deployment.id);
  }

  /** A second deployment beside this one, in full health and with room; null where there is none. */
  enterBeside(candidate: Candidate): HeldPermit | null {
    const { request } = this.job;
    const refused = new Set([...this.tried, candidate.deployment.id]);
    const input = { ...this.#input(), refused };
    const found = selectCandidate(this.route, input);
    if (found.kind !== 'pick' || standingOf(found.candidate, input) !== 'ready') return null;
    return holdPermit(found.candidate, request, input.now);
  }

  /** Notes that an attempt at this candidate failed. */
  fail(candidate: Candidate, failure: AttemptFailure, isFinalPlace: boolean): void {
    this.failure = failure;
    this.tried.add(candidate.deployment.id);
    if (isFinalPlace) this.avoided.add(placeOf(candidate));
  }

  /**
   * Most groups have one deployment, and most of the time it is well: the path of nearly every
   * request, without anything to sort out. Null leaves it to `chooseDeployment`.
   */
  #takeOnly(): Choice | null {
    const { candidates } = this.route;
    const [candidate] = candidates;
    const { gateway, request, runtime } = this.job;
    if (candidate === undefined || candidates.length > 1 || this.avoided.size > 0) return null;
    if (runtime.config.router.strategy !== 'simple-shuffle') return null;
    const { deployment } = candidate;
    if (!deployment.state.queue.hasRoom) return null;
    const now = gateway.clock.now();
    const breaker = deployment.breaker(request.operation);
    if (breaker.peek(now) !== 0) return null;
    const permit = breaker.tryAcquirePermit(now, request.stream ? 'stream' : 'whole');
    return permit < 0 ? null : { kind: 'chosen', candidate, permit };
  }

  #input(random: () => number = this.job.gateway.random): ChoiceInput {
    const { gateway, runtime, request } = this.job;
    return {
      router: runtime.config.router,
      operation: request.operation,
      kind: request.stream ? 'stream' : 'whole',
      now: gateway.clock.now(),
      random,
      tried: this.tried,
      avoided: this.avoided,
      refused: NOTHING,
      lastResort: this.isLast,
    };
  }
}
