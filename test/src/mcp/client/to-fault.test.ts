import { expect, test } from '@jest/globals';
import {
  ProtocolError,
  SdkError,
  SdkErrorCode,
  UnauthorizedError,
} from '@modelcontextprotocol/client';
import { toFault } from '../../../../src/mcp/client/to-fault.ts';
import { McpFault } from '../../../../src/mcp/tool.ts';

const QUIET = { ending: null, isAborted: false };
const network = (code: string) =>
  Object.assign(new TypeError('fetch failed'), { cause: Object.assign(new Error('x'), { code }) });

test.each<[string, unknown, string]>([
  ['a timeout', new SdkError(SdkErrorCode.RequestTimeout, 'x'), 'timeout'],
  ['a closed connection', new SdkError(SdkErrorCode.ConnectionClosed, 'x'), 'unreachable'],
  ['a refused connection', network('ECONNREFUSED'), 'unreachable'],
  ['a name that does not resolve', network('ENOTFOUND'), 'unreachable'],
  ['a connection that takes too long', network('UND_ERR_CONNECT_TIMEOUT'), 'timeout'],
  ['a fault we have never seen', new Error('something'), 'protocol'],
  ['what is no error', 'text', 'protocol'],
  ['missing credentials', new UnauthorizedError('x'), 'auth-required'],
  ['arguments the server refuses', new ProtocolError(-32_602, 'bad'), 'invalid-arguments'],
  [
    'a tool the server does not know',
    new ProtocolError(-32_602, 'Tool x not found'),
    'unknown-tool',
  ],
  ['an error of the server', new ProtocolError(-32_000, 'no'), 'remote-error'],
])('%s', (_what, thrown, kind) => {
  expect(toFault(thrown, QUIET).kind).toBe(kind);
});

test('that the caller gave up, or the server ended, explains everything else', () => {
  const thrown = new SdkError(SdkErrorCode.ConnectionClosed, 'x');
  expect(toFault(thrown, { ending: null, isAborted: true }).kind).toBe('cancelled');
  expect(toFault(thrown, { ending: 'it ended', isAborted: false }).message).toBe('it ended');
  const fault = new McpFault('refused', 'x');
  expect(toFault(fault, QUIET)).toBe(fault);
});

test('a message of a server is one line without controls', () => {
  const bell = String.fromCodePoint(27);
  const { message } = toFault(new ProtocolError(-32_000, `a${bell}[31m\nb`), QUIET);
  expect(message).not.toContain(bell);
  expect(message).not.toContain('\n');
});
