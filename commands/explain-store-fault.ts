import { isLlmgwError, LlmgwError } from '../src/core/errors.ts';
import { ServiceFault } from '../src/core/service-fault.ts';
import { QueryFault } from '../src/db/query-fault.ts';

/** Puts a fault of the database of facts into an error with an exit code; anything else stays. */
export function explainStoreFault(thrown: unknown, where: string): unknown {
  if (isLlmgwError(thrown)) return thrown;
  if (thrown instanceof ServiceFault) {
    const { message, hint } = thrown;
    return new LlmgwError('E_UNREACHABLE', message, { where: thrown.where, hint });
  }
  if (!(thrown instanceof QueryFault)) return thrown;
  const { kind, message } = thrown;
  if (kind === 'lock') return busy(message, where);
  if (kind === 'timeout') {
    const hint = 'look what keeps the server busy, and run it again';
    return new LlmgwError('E_UNREACHABLE', message, { where, hint });
  }
  if (kind === 'denied' || kind === 'read-only') {
    const hint = 'use a role that may make and fill the schema llmgw, on the primary';
    return new LlmgwError('E_REFUSED', message, { where, hint });
  }
  return new LlmgwError('E_FAILED', message, { where, hint: 'nothing was stored: run it again' });
}

function busy(message: string, where: string): LlmgwError {
  return new LlmgwError('E_BUSY', message, { where, hint: 'run it again: nothing was stored' });
}
