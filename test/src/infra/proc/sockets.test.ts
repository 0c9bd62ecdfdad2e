import { expect, test } from '@jest/globals';
import { parseListeners } from '../../../../src/infra/proc/sockets.ts';

const HEAD =
  '  sl  local_address rem_address   st tx_queue rx_queue tr tm->when retrnsmt   uid  timeout inode';
const rest =
  '00000000:0000 0A 00000000:00000000 00:00000000 00000000  1000        0 4242 1 0 100 0 0 10 0';

test.each([
  ['00000000:0FA0', '0.0.0.0', 4000],
  ['0100007F:1538', '127.0.0.1', 5432],
  ['00000000000000000000000000000000:0FA0', '::', 4000],
  ['00000000000000000000000001000000:0050', '::1', 80],
  ['0000000000000000FFFF00000100007F:0050', '::ffff:127.0.0.1', 80],
  ['B80D0120000000000000000001000000:0050', '2001:db8::1', 80],
  ['000080FE00000000FF005450B6AD1DFE:0016', 'fe80::5054:ff:fe1d:adb6', 22],
  ['B80D0120010000000200000003000000:0016', '2001:db8:0:1:0:2:0:3', 22],
  ['B80D0120000000000000000000000000:0016', '2001:db8::', 22],
])('%s is %s, port %d', (local, address, port) => {
  expect(parseListeners(`${HEAD}\n   0: ${local} ${rest}\n`)).toEqual([
    { address, port, inode: '4242', uid: 1000 },
  ]);
});

test('connections are no listeners, and garbage is nothing', () => {
  const connected = rest.replace(' 0A ', ' 01 ');
  const lines = [
    HEAD,
    `0: 00000000:0FA0 ${connected}`,
    'x',
    '0: zz:0FA0 ' + rest,
    '\u0001'.repeat(99),
  ];
  expect(parseListeners(lines.join('\n'))).toEqual([]);
});
