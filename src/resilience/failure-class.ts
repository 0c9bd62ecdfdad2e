import type { FailureClass, ProviderFailure } from './failure.ts';
import { FAILURE_TABLE, type FailureRow } from './failure-table.ts';

export type { FailureClass } from './failure.ts';

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
