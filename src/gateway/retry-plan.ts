import type { RetryPolicy, RouterConfig } from '../config/types.ts';
import type { FailureClass } from '../resilience/failure-class.ts';
import type { Deployment } from './deployment.ts';

/** What decides whether a failed attempt is repeated within its group. */
export interface RetryInput {
  readonly failureClass: FailureClass;
  readonly group: string;
  readonly deployment: Deployment;
  /** Deployments that have not failed this request, and the one that just did. */
  readonly usable: number;
  /** Body `num_retries` or header `x-litellm-num-retries`. */
  readonly requested: number | null;
  /** The upstream never said anything until our deadline. */
  readonly silent: boolean;
}

const TRANSIENT: ReadonlySet<FailureClass> = new Set<FailureClass>([
  'transient',
  'overloaded',
  'timeout',
  'rate_limit',
  'unknown',
]);

/** Wrong here, but perhaps not at another deployment. */
const ELSEWHERE: ReadonlySet<FailureClass> = new Set<FailureClass>([
  'credential',
  'permission',
  'quota',
  'model_gone',
  'region',
  'unsupported',
]);

const POLICY_FIELD: Readonly<Partial<Record<FailureClass, keyof RetryPolicy>>> = {
  caller_fault: 'badRequest',
  context_window: 'badRequest',
  unsupported: 'badRequest',
  credential: 'authentication',
  permission: 'authentication',
  timeout: 'timeout',
  rate_limit: 'rateLimit',
  quota: 'rateLimit',
  content_policy: 'contentPolicy',
  transient: 'internalServer',
  overloaded: 'internalServer',
};

/**
 * How many retries an attempt that failed like this may have in all. A retry policy's entry decides
 * alone; otherwise the class does, and the count comes from the request, the deployment, the router.
 */
export function allowedRetries(input: RetryInput, router: RouterConfig): number {
  const policy = router.groupRetryPolicy.get(input.group) ?? router.retryPolicy;
  const field = POLICY_FIELD[input.failureClass];
  const named = field === undefined ? undefined : policy[field];
  const general = input.requested ?? input.deployment.config.numRetries;
  if (general === null && named !== undefined) return named;
  if (!isRepeatable(input)) return 0;
  return general ?? router.numRetries;
}

function isRepeatable(input: RetryInput): boolean {
  if (input.usable > 1 && ELSEWHERE.has(input.failureClass)) return true;
  // A route that stayed silent up to the deadline would most likely do so again.
  if (input.silent && input.usable === 1) return false;
  return TRANSIENT.has(input.failureClass);
}
