import { expect, test } from '@jest/globals';
import { McpFault } from '../../../../src/mcp/tool.ts';
import { faultError, refuseOrigin } from '../../../../src/routes/mcp/refusals.ts';
import { CapturedExchange } from '../../../support/captured-exchange.ts';

const refuses = (origin?: string): boolean =>
  refuseOrigin(new CapturedExchange({ headers: origin === undefined ? {} : { origin } })) !== null;

test('only pages of this machine, and whoever is no page, are let in', () => {
  const fine = [
    undefined,
    'http://localhost',
    'https://localhost:1',
    'http://127.1.2.3',
    'http://[::1]:80',
  ];
  expect(fine.filter(refuses)).toEqual([]);
  const others = [
    'http://evil.example',
    'http://localhost.evil.example',
    'null',
    '',
    'http://127.0.0.1.evil',
  ];
  expect(others.filter((origin) => !refuses(origin))).toEqual([]);
});

test.each([
  ['timeout', 504, 'internal_server_error'],
  ['unreachable', 502, 'internal_server_error'],
  ['unknown-tool', 404, 'invalid_request_error'],
  ['invalid-arguments', 400, 'invalid_request_error'],
  ['refused', 403, 'invalid_request_error'],
] as const)('%s is HTTP %d', (kind, status, type) => {
  const code = `mcp_${kind.replace('-', '_')}`;
  expect(faultError(new McpFault(kind, 'why'))).toEqual({ status, type, code, message: 'why' });
});
