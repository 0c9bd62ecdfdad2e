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

/**
 * Reads the fallback fields of a body: a list of group names, or of `{model}` maps. What names no
 * group is left out; a list that names none counts as not sent.
 */
export function readFallbackWish(body: Readonly<Record<string, unknown>>): FallbackWish {
  const list = body['fallbacks'];
  const names = (Array.isArray(list) ? list : []).map(nameOf).filter((name) => name !== null);
  return {
    requested: names.length === 0 ? null : names,
    disabled: body['disable_fallbacks'] === true,
  };
}

function nameOf(item: unknown): string | null {
  if (typeof item === 'string') return item;
  if (typeof item !== 'object' || item === null || !('model' in item)) return null;
  return typeof item.model === 'string' ? item.model : null;
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
  if (wish.disabled || failureClass === 'caller_fault') return NONE;
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
