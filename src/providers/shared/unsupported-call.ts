import type { EncodedCall, UnsupportedCall } from '../provider.ts';

/** A request the provider cannot express; `param` names the field at fault. */
export function unsupported(message: string, param: string | null): UnsupportedCall {
  return { unsupported: message, param };
}

/** Tells a refusal from what a step would otherwise return. */
export function isUnsupported(value: unknown): value is UnsupportedCall {
  return typeof value === 'object' && value !== null && 'unsupported' in value;
}

/** An encoded call from a body made in memory. */
export function jsonCall(path: string, body: object): EncodedCall {
  return { path, body: Buffer.from(JSON.stringify(body)) };
}
