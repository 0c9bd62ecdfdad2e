import type { Limits } from '../db/queries/read-limits.ts';
import { toNumber, type JsonObject } from '../db/read-columns.ts';

/** How often, how much and how much at once somebody may ask; null: no limit. */
export interface RateRule {
  /** Of the counter. */
  readonly id: string;
  /** As LiteLLM's message and headers name it: `api_key`, `team`, `model_per_key`… */
  readonly label: string;
  /** Whose limit it is. */
  readonly value: string;
  readonly rpm: number | null;
  readonly tpm: number | null;
  readonly parallel: number | null;
}

/** Compiles limits; null where there are none. */
export function compileRates(
  label: string,
  value: string,
  { rpm, tpm, parallel }: Pick<Limits, 'rpm' | 'tpm' | 'parallel'>,
): RateRule | null {
  if (rpm === null && tpm === null && parallel === null) return null;
  return { id: `${label}:${value}`, label, value, rpm, tpm, parallel };
}

/** Limits by model, from `{model: requests}` and `{model: tokens}`. */
export function compileModelRates(
  label: string,
  owner: string,
  rpms: JsonObject,
  tpms: JsonObject,
): ReadonlyMap<string, RateRule> {
  const rules = new Map<string, RateRule>();
  for (const model of new Set([...Object.keys(rpms), ...Object.keys(tpms)])) {
    const rpm = Object.hasOwn(rpms, model) ? toNumber(rpms[model]) : null;
    const tpm = Object.hasOwn(tpms, model) ? toNumber(tpms[model]) : null;
    const rule = compileRates(label, `${owner}:${model}`, { rpm, tpm, parallel: null });
    if (rule !== null) rules.set(model, rule);
  }
  return rules;
}
