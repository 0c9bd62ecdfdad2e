import { expect, test } from '@jest/globals';
import { decodeText } from '../../../../commands/check-security/collect/decode-text.ts';

test.each([
  ['UTF-8', Buffer.from('aä'), { text: 'aä', mark: 'none', isFaithful: true }],
  ['UTF-8 with a mark', Buffer.from('\uFEFFaä'), { text: 'aä', mark: 'utf8', isFaithful: true }],
  ['UTF-16', Buffer.from('\uFEFFaä', 'utf16le'), { text: 'aä', mark: 'none', isFaithful: false }],
  [
    'UTF-16, the other way',
    Buffer.from('\uFEFFaä', 'utf16le').swap16(),
    { text: 'aä', mark: 'none', isFaithful: false },
  ],
  [
    'what is no UTF-8',
    Buffer.from([0x61, 0xff]),
    { text: 'a\uFFFD', mark: 'none', isFaithful: false },
  ],
  ['nothing', Buffer.alloc(0), { text: '', mark: 'none', isFaithful: true }],
  ['what is binary', Buffer.from([0x61, 0]), null],
])('%s', (_what, bytes, expected) => {
  expect(decodeText(bytes)).toEqual(expected);
});
