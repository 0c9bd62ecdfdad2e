import type { IncomingMessage } from 'node:http';
import type { ApiError } from '../core/api-error.ts';

type Refusal = Pick<ApiError, 'status' | 'code' | 'message'>;

/**
 * Why a request that node:http lets through is not served, or null. All of it is what a proxy before
 * us may read in another way: two readings of one request are how requests get smuggled.
 */
export function checkRequest(request: IncomingMessage): ApiError | null {
  const refusal = findFault(request);
  return refusal === null ? null : { type: 'invalid_request_error', ...refusal };
}

/** What node:http reports as broken, in the words of an answer. `code` is Node's. */
export function brokenRequest(code: string | undefined): ApiError {
  const type = 'invalid_request_error';
  return { type, ...(BROKEN[code ?? ''] ?? malformed('The request is not valid HTTP/1.1.')) };
}

/** `CONNECT`: this is no forward proxy. */
export const NO_TUNNELS: ApiError = {
  status: 405,
  type: 'invalid_request_error',
  code: 'method_not_allowed',
  message: 'CONNECT is not served: this gateway is not a forward proxy.',
};

const BROKEN: Readonly<Record<string, Refusal>> = {
  ERR_HTTP_REQUEST_TIMEOUT: {
    status: 408,
    code: 'request_timeout',
    message: 'The request did not arrive in time.',
  },
  HPE_HEADER_OVERFLOW: {
    status: 431,
    code: 'headers_too_large',
    message: 'The request headers are larger than this gateway accepts.',
  },
};

const WRONG_VERSION: Refusal = {
  status: 505,
  code: 'http_version_not_supported',
  message: 'This gateway speaks HTTP/1.1 and HTTP/1.0.',
};

const UNKNOWN_EXPECTATION: Refusal = {
  status: 417,
  code: 'expectation_failed',
  message: 'The only expectation this gateway meets is 100-continue.',
};

function findFault(request: IncomingMessage): Refusal | null {
  const { httpVersionMajor, httpVersionMinor, headers } = request;
  if (httpVersionMajor !== 1) return WRONG_VERSION;
  const coding = headers['transfer-encoding'];
  if (coding !== undefined && (coding.toLowerCase() !== 'chunked' || httpVersionMinor === 0)) {
    return malformed('The only transfer coding this gateway takes is chunked, in HTTP/1.1.');
  }
  const hosts = countHosts(request.rawHeaders);
  if (hosts > 1 || (hosts === 0 && httpVersionMinor !== 0)) {
    return malformed('A request must have exactly one Host header.');
  }
  const { expect } = headers;
  return expect === undefined || expect.toLowerCase() === '100-continue'
    ? null
    : UNKNOWN_EXPECTATION;
}

function malformed(message: string): Refusal {
  return { status: 400, code: 'malformed_request', message };
}

/** Node keeps the first of several. */
function countHosts(rawHeaders: readonly string[]): number {
  let hosts = 0;
  for (let i = 0; i < rawHeaders.length; i += 2) {
    const name = rawHeaders[i];
    if (name?.length === 4 && name.toLowerCase() === 'host') hosts++;
  }
  return hosts;
}
