import { describe, expect, test } from '@jest/globals';
import { describeFault } from '../../../src/http/upstream-fault.ts';

function fault(code: string | undefined, extra: object = {}): Error {
  return Object.assign(new Error('secret detail'), code === undefined ? {} : { code }, extra);
}

describe('describeFault', () => {
  test.each([
    ['ENOTFOUND', 'dns'],
    ['EAI_AGAIN', 'dns'],
    ['ECONNREFUSED', 'connect_refused'],
    ['EHOSTUNREACH', 'connect_refused'],
    ['ENETUNREACH', 'connect_refused'],
    ['UND_ERR_CONNECT_TIMEOUT', 'connect_timeout'],
    ['ETIMEDOUT', 'connect_timeout'],
    ['ECONNRESET', 'reset'],
    ['EPIPE', 'reset'],
    ['UND_ERR_SOCKET', 'reset'],
    ['UND_ERR_ABORTED', 'aborted'],
    ['UND_ERR_DESTROYED', 'aborted'],
    ['UND_ERR_CLOSED', 'aborted'],
    ['CERT_HAS_EXPIRED', 'tls'],
    ['DEPTH_ZERO_SELF_SIGNED_CERT', 'tls'],
    ['UNABLE_TO_VERIFY_LEAF_SIGNATURE', 'tls'],
    ['ERR_TLS_CERT_ALTNAME_INVALID', 'tls'],
    ['ERR_SSL_WRONG_VERSION_NUMBER', 'tls'],
    ['HPE_INVALID_CONSTANT', 'protocol'],
    ['UND_ERR_HEADERS_OVERFLOW', 'protocol'],
    ['UND_ERR_RES_CONTENT_LENGTH_MISMATCH', 'protocol'],
    ['EWHATEVER', 'reset'],
    [undefined, 'reset'],
  ])('calls %s %s', (code, kind) => {
    expect(describeFault(fault(code), 'http://host:1', false).kind).toBe(kind);
  });

  test('names the origin and nothing of what was thrown', () => {
    const { message } = describeFault(fault('ECONNREFUSED'), 'http://host:1', false);
    expect(message).toBe('http://host:1: the connection was refused');
  });

  test('knows the errors of the parser, which have no code', () => {
    const thrown = Object.assign(fault(undefined), { name: 'HTTPParserError' });
    expect(describeFault(thrown, 'http://host:1', false).kind).toBe('protocol');
  });

  test('takes no socket for stale that nothing is known of', () => {
    expect(describeFault(fault('ECONNRESET'), 'http://host:1', false).staleSocket).toBe(false);
  });
});
