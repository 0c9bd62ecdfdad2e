const NAMES = new Set([
  'TimeoutError',
  'ConnectTimeoutError',
  'ETIMEDOUT',
  'UND_ERR_CONNECT_TIMEOUT',
  'UND_ERR_HEADERS_TIMEOUT',
  'UND_ERR_BODY_TIMEOUT',
]);

/** Whether an error of this name or code means that somebody took too long. */
export function isTimeoutName(name: string): boolean {
  return NAMES.has(name);
}
