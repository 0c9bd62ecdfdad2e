import { isLlmgwError, LlmgwError, type ErrorCode } from '../core/errors.ts';
import { ServiceFault } from '../core/service-fault.ts';
import { QueryFault, type QueryFaultKind } from '../db/query-fault.ts';

const CODES: Readonly<Record<QueryFaultKind, ErrorCode>> = {
  lock: 'E_BUSY',
  timeout: 'E_UNREACHABLE',
  denied: 'E_REFUSED',
  'read-only': 'E_REFUSED',
  missing: 'E_REFUSED',
  conflict: 'E_FAILED',
  full: 'E_FAILED',
  other: 'E_FAILED',
};

const HINTS: Readonly<Partial<Record<QueryFaultKind, string>>> = {
  lock: 'somebody holds a lock: look at pg_stat_activity, and run it again. Nothing was changed',
  timeout: 'raise --statement-timeout, or look what keeps the server busy. Nothing was changed',
  denied:
    'use a role that owns the tables, or may TRUNCATE (or DELETE from) them. Nothing was changed',
  'read-only': 'connect to the primary. Nothing was changed',
};

/** Puts a fault of the database that ends a maintenance command into an error with an exit code. */
export function explainFault(thrown: unknown, where: string): unknown {
  if (isLlmgwError(thrown)) return thrown;
  if (thrown instanceof ServiceFault) {
    return new LlmgwError('E_UNREACHABLE', thrown.message, {
      where: thrown.where,
      hint: thrown.hint,
    });
  }
  if (!(thrown instanceof QueryFault)) return thrown;
  return new LlmgwError(CODES[thrown.kind], thrown.message, {
    where,
    hint: HINTS[thrown.kind] ?? 'everything was rolled back: nothing was changed',
  });
}
