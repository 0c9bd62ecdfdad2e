import type { RouterConfig } from '../config/types.ts';
import type { FailureClass } from '../resilience/failure-class.ts';

type FallbackMap = ReadonlyMap<string, readonly string[]>;

const NONE: readonly string[] = [];

/** What a request says about fallbacks. */
export interface FallbackWish {
  /** Body `fallbacks`: groups the client wants tried. */
  readonly requested: readonly string[] | null;
  /** Body `disable_fallbacks`. */
  readonly disabled: boolean;
}

/** Reads the fallback fields of a body. Entries that are not group names are left out. */
export function readFallbackWish(body: Readonly<Record<string, unknown>>): FallbackWish {
  const list = body['fallbacks'];
  const names = Array.isArray(list)
    ? list.filter((item): item is string => typeof item === 'string')
    : null;
  return { requested: names, disabled: body['disable_fallbacks'] === true };
}

/**
 * The groups to try after `group` failed with a failure of this class, in order.
 *
 * A prompt that is too long goes to `context_window_fallbacks` where those are set, else to the
 * general ones. A rejected prompt is not routed around unless `content_policy_fallbacks` says so. A
 * request that is wrong in itself is wrong everywhere.
 */
export function fallbacksFor(
  group: string,
  failureClass: FailureClass,
  router: RouterConfig,
  wish: FallbackWish,
): readonly string[] {
  if (wish.disabled || failureClass === 'caller_fault' || failureClass === 'unsupported') {
    return NONE;
  }
  if (failureClass === 'content_policy') return lookUp(router.contentPolicyFallbacks, group);
  if (wish.requested !== null) return wish.requested;
  if (failureClass === 'context_window' && router.contextWindowFallbacks.size > 0) {
    return lookUp(router.contextWindowFallbacks, group);
  }
  return lookUp(router.fallbacks, group);
}

/** Exact group, then the name without its `provider/`, then `*`. */
function lookUp(map: FallbackMap, group: string): readonly string[] {
  const bare = group.slice(group.indexOf('/') + 1);
  const found = map.get(group) ?? map.get(bare) ?? map.get('*') ?? NONE;
  return found.filter((name) => name !== group);
}
