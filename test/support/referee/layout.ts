import { REFEREE_FAULTS } from '../../../src/chaos/faults.ts';

/** How the primary model is deployed: once, or twice on one account. */
export type Layout = 'one' | 'two';

export const LAYOUTS: readonly Layout[] = ['one', 'two'];

/** The names that one fault has in the gateway and at the provider. */
export interface Names {
  readonly group: string;
  readonly fallbackGroup: string;
  readonly primary: string;
  readonly fallback: string;
}

export function namesOf(id: string, layout: Layout): Names {
  const session = `${id}-${layout}`;
  const strict = id === 's14' ? 'no-prefill' : 'healthy';
  return {
    group: `primary-${session}`,
    fallbackGroup: `backup-${session}`,
    primary: `${id}@${session}`,
    fallback: `${strict}@${session}`,
  };
}

/**
 * A configuration with nothing in it but models and fallbacks: everything else is as shipped. With
 * `speed` all times that are shipped are divided by it, as the provider's are.
 */
export function configOf(origin: string, speed: number): object {
  const ids = REFEREE_FAULTS.map(({ id }) => id);
  const all = LAYOUTS.flatMap((layout) => ids.map((id) => ({ layout, ...namesOf(id, layout) })));
  const entry = (name: string, model: string) => ({
    model_name: name,
    litellm_params: { model: `openai/${model}`, api_base: `${origin}/v1`, api_key: 'sk-account' },
  });
  return {
    model_list: [
      entry('healthy', 'healthy'),
      ...all.flatMap(({ layout, group, primary, fallbackGroup, fallback }) => [
        ...Array.from({ length: layout === 'one' ? 1 : 2 }, (_, index) => ({
          ...entry(group, primary),
          model_info: { id: `${group}-${index}` },
        })),
        entry(fallbackGroup, fallback),
      ]),
    ],
    router_settings: {
      fallbacks: all.map(({ group, fallbackGroup }) => ({ [group]: [fallbackGroup] })),
    },
    ...(speed === 1 ? {} : { llmgw_settings: scaledSettings(speed) }),
  };
}

/** The shipped times, divided. */
function scaledSettings(speed: number): object {
  const seconds = (time: number): string => `${Math.max(1, Math.round((time * 1_000) / speed))}ms`;
  return {
    timeouts: {
      first_token: seconds(60),
      first_token_failover: seconds(10),
      idle: seconds(30),
      total: seconds(600),
    },
    breaker: {
      sliding_window: seconds(30),
      consecutive_min_span: seconds(1),
      slow_call_duration_threshold: seconds(30),
      stream_window: seconds(60),
      hold_base: seconds(1),
      wait_duration_in_open_state: seconds(5),
      wait_duration_in_open_state_max: seconds(12),
      probe_lease: seconds(10),
      probe_timeout: seconds(60),
      ramp: seconds(30),
      reset_after: seconds(60),
    },
  };
}
