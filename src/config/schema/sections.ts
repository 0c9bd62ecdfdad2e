import { GENERAL_SETTINGS_KEYS } from './general-settings.ts';
import type { KeyTable } from './key-table.ts';
import { CACHE_PARAMS_KEYS, LITELLM_SETTINGS_KEYS } from './litellm-settings.ts';
import {
  ALLOWED_FAILS_KEYS,
  RETRY_POLICY_KEYS,
  ROUTER_SETTINGS_KEYS,
  STRATEGY_ARGS_KEYS,
} from './router-settings.ts';
import {
  ADMISSION_QUEUE_KEYS,
  BREAKER_KEYS,
  HEDGE_KEYS,
  HOLD_BACK_KEYS,
  LLMGW_KEYS,
  RETRY_BUDGET_KEYS,
  SKILLS_KEYS,
  TIMEOUT_KEYS,
} from './top-level.ts';

/** The maps of the file that have a fixed place, by their dotted path. */
export const SECTIONS: readonly (readonly [string, KeyTable])[] = [
  ['general_settings', GENERAL_SETTINGS_KEYS],
  ['litellm_settings', LITELLM_SETTINGS_KEYS],
  ['litellm_settings.cache_params', CACHE_PARAMS_KEYS],
  ['router_settings', ROUTER_SETTINGS_KEYS],
  ['router_settings.routing_strategy_args', STRATEGY_ARGS_KEYS],
  ['router_settings.retry_policy', RETRY_POLICY_KEYS],
  ['llmgw_settings', LLMGW_KEYS],
  ['llmgw_settings.timeouts', TIMEOUT_KEYS],
  ['llmgw_settings.breaker', BREAKER_KEYS],
  ['llmgw_settings.retry_budget', RETRY_BUDGET_KEYS],
  ['llmgw_settings.admission_queue', ADMISSION_QUEUE_KEYS],
  ['llmgw_settings.skills', SKILLS_KEYS],
  ['llmgw_settings.hold_back', HOLD_BACK_KEYS],
  ['llmgw_settings.hedge', HEDGE_KEYS],
  ['router_settings.allowed_fails_policy', ALLOWED_FAILS_KEYS],
];

/** The maps of one model group under `llmgw_settings.groups`. */
export const GROUP_SECTIONS: readonly (readonly [string, KeyTable])[] = [
  ['hold_back', HOLD_BACK_KEYS],
  ['hedge', HEDGE_KEYS],
];

/** The maps of one deployment under its `model_info`. */
export const MODEL_INFO_SECTIONS: readonly (readonly [string, KeyTable])[] = [
  ['llmgw_timeouts', TIMEOUT_KEYS],
  ['llmgw_breaker', BREAKER_KEYS],
];
