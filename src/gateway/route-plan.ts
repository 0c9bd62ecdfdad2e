import type { RoutingStrategy } from '../config/types.ts';
import type { Operation } from '../core/llm.ts';
import type { FailureClass } from '../resilience/failure-class.ts';

/** Where a request would go, and where next when every attempt fails. Times are milliseconds. */
export interface RoutePlan {
  readonly schema: 'llmgw.explain-route/v1';
  /** As the request names it. */
  readonly model: string;
  readonly operation: Operation;
  readonly stream: boolean;
  /** How the attempts are assumed to fail. */
  readonly assume: FailureClass;
  /** Somebody would be called. */
  readonly servable: boolean;
  /** In the order of their visits, the requested one first. */
  readonly groups: readonly GroupPlan[];
  /** Fallbacks that nobody comes to. */
  readonly not_tried: readonly NotTried[];
  /** What the client gets when every attempt has failed. */
  readonly answer: AnswerPlan;
}

/** One visit to a group. */
export interface GroupPlan {
  readonly group: string;
  /** The group whose fallback it is; null for the requested one. */
  readonly fallback_of: string | null;
  /** Since the request came. */
  readonly at_ms: number;
  /** Nobody else is left: some who recover take a call that they would else leave to others. */
  readonly is_last: boolean;
  readonly strategy: RoutingStrategy;
  /** What `llmgw_settings` say about the route. */
  readonly on_all_open: 'reject' | 'bypass';
  readonly stream_rescue: string;
  /** A second attempt beside a slow first one, which a plan does not show. */
  readonly hedge_after: 'p95' | number | null;
  /** As they stand when the group is come to. */
  readonly candidates: readonly CandidatePlan[];
  readonly attempts: readonly AttemptPlan[];
  readonly ended: GroupEnd;
  /** Where the configuration, or the request, goes from here after such a failure. */
  readonly fallbacks: readonly string[];
}

/** Why a candidate is not among those that the first attempt is drawn from. */
export type DropReason =
  /** Its breaker does not take the call. */
  | 'breaker'
  /** As many calls as it may have are under way. */
  | 'full'
  /** One with a lower `order` can take the call. */
  | 'order'
  /** Its `rpm` or `tpm` is used up. */
  | 'limits'
  /** The strategy prefers others. */
  | 'strategy'
  /** Another one's probe goes first. */
  | 'probe'
  /** This request has been there. */
  | 'avoided';

/** One deployment of a group. */
export interface CandidatePlan {
  readonly model_id: string;
  readonly model: string;
  readonly order: number | null;
  /** `ready`, `full`, `avoided`, or the breaker's word: `open`, `hold`, `ramp`, `probe_due`… */
  readonly state: string;
  /** Of the first attempts in this group, from 0 to 1. */
  readonly share: number;
  readonly dropped: DropReason | null;
  /** In words; null for one of which there is nothing to say. */
  readonly why: string | null;
  /** Until it may take a call; null where no time is known. */
  readonly until_ms: number | null;
}

/** One call. */
export interface AttemptPlan {
  readonly model_id: string;
  readonly model: string;
  /** Since the request came. */
  readonly at_ms: number;
  /** Since the attempt before in this group, or since the group was come to. */
  readonly waited_ms: number;
  /** `probe`: it decides for all. `bypass`: it goes although the breaker says no. */
  readonly kind: 'call' | 'probe' | 'bypass';
  /** To the first token of a stream, or to the end of a whole answer. */
  readonly first_limit_ms: number;
  /** Between two chunks; null for a whole answer. */
  readonly idle_limit_ms: number | null;
  readonly fails_with: FailureClass;
  /** Retries in this group that such a failure is worth, and those that were made before it. */
  readonly retries_allowed: number;
  readonly retries_made: number;
}

/** Why nobody of the group is tried any more. */
export interface GroupEnd {
  readonly reason:
    | 'not_repeatable'
    | 'retries_used_up'
    | 'retry_budget'
    | 'wait_too_long'
    | 'open'
    | 'hold'
    | 'limits'
    | 'avoided';
  /** Until the soonest may take a call, where that is the reason. */
  readonly retry_after_ms: number | null;
}

/** A fallback that is not come to. */
export interface NotTried {
  readonly group: string;
  readonly fallback_of: string;
  readonly why: 'unknown' | 'max_fallbacks';
}

/** The last word. */
export interface AnswerPlan {
  readonly status: number;
  readonly code: string;
  readonly message: string;
  readonly retry_after_s: number | null;
  readonly at_ms: number;
}
