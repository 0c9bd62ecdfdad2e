import { FAILURE_TABLE } from './failure-table.ts';
import type { FailureRow } from './failure-table.ts';

/** What a provider's error means, whoever the provider is. */
export type FailureClass =
  /** Broken for a moment: worth another try. */
  | 'transient'
  /** Up, but without capacity. */
  | 'overloaded'
  /** The provider, or something before it, ran out of time. */
  | 'timeout'
  /** Too fast: the same call works later. */
  | 'rate_limit'
  /** Out of credit or over a spending limit: waiting does not help. */
  | 'quota'
  /** The key is wrong, expired or disabled. */
  | 'credential'
  /** The key is right, but may not do this. */
  | 'permission'
  /** The model or deployment does not exist (any more). */
  | 'model_gone'
  /** Refused because of where the call comes from. */
  | 'region'
  /** The prompt is longer than the model takes. */
  | 'context_window'
  /** Refused because of what the prompt says. */
  | 'content_policy'
  /** The model or provider cannot do what a parameter asks. */
  | 'unsupported'
  /** The request is wrong in another way. */
  | 'caller_fault'
  | 'unknown';

/** A provider's error as an adapter read it. */
export interface ProviderFailure {
  /** HTTP status; for an error inside a 200, the one the adapter derived. */
  readonly status: number;
  readonly type: string | null;
  readonly code: string | null;
  readonly message: string;
}

/** Says what a failure means: the first row of `FAILURE_TABLE` that fits decides. */
export function classifyFailure(failure: ProviderFailure): FailureClass {
  const said = {
    status: failure.status,
    code: failure.code?.toLowerCase() ?? null,
    type: failure.type?.toLowerCase() ?? null,
    message: failure.message.toLowerCase(),
  };
  return FAILURE_TABLE.find((row) => fits(row, said))?.class ?? 'unknown';
}

function fits(row: FailureRow, said: ProviderFailure): boolean {
  return fitsName(row, said) && fitsStatus(row, said.status) && fitsWording(row, said.message);
}

function fitsName(row: FailureRow, { code, type }: ProviderFailure): boolean {
  if (row.codes === undefined && row.types === undefined) return true;
  return includes(row.codes, code) || includes(row.types, type);
}

function includes(names: readonly string[] | undefined, name: string | null): boolean {
  return name !== null && names !== undefined && names.includes(name);
}

function fitsStatus({ statuses }: FailureRow, status: number): boolean {
  return statuses === undefined || statuses.includes(status);
}

function fitsWording({ phrases }: FailureRow, message: string): boolean {
  return phrases === undefined || phrases.some((phrase) => message.includes(phrase));
}
