import type { ApiError } from '../../core/api-error.ts';
import { badRequest, bodyRefusal } from '../../gateway/refusals.ts';
import { describeJsonFault } from '../../gateway/json-fault.ts';
import type { Exchange } from '../../http/exchange.ts';

/** Messages of the protocol are small; files do not travel in arguments. */
const MOST_BYTES = 4 * 1024 * 1024;

/** The body as JSON; why there is none; null when the client has left. */
export async function readJson(
  exchange: Exchange,
): Promise<{ readonly value: unknown } | ApiError | null> {
  const bytes = await exchange.readBody(MOST_BYTES);
  if (typeof bytes === 'string') return bodyRefusal(bytes, MOST_BYTES);
  const text = bytes.toString('utf8');
  try {
    const value: unknown = JSON.parse(text);
    return { value };
  } catch {
    const message = `The body is not valid JSON: ${describeJsonFault(text)}.`;
    return badRequest('invalid_json', message, null);
  }
}
