import { expect, test } from '@jest/globals';
import { buriedTokens } from '../../../src/rotation/buried.ts';
import { sealIndependently as seal } from '../../support/independent-cipher.ts';
import { OLD } from '../../support/rotation-world.ts';

const NACL = seal('a secret', OLD);
const GCM = seal('a secret', OLD, { format: 'v3' });

test.each([
  ['within a sentence', `the key is ${NACL}, keep it`, [NACL]],
  ['several', `${NACL} ${GCM}`, [NACL, GCM]],
  ['behind the marker', `{"a":"litellm_enc::${NACL}"}`, [`litellm_enc::${NACL}`]],
  ['a value as a whole is not buried', NACL, []],
  ['a digest', `sha256 ${'0a'.repeat(32)} of it`, []],
  ['words', 'what is written here is long enough, but nobody would take it for ciphertext', []],
  ['more than a megabyte', `${' '.repeat(1_048_576)}${NACL}`, []],
])('ciphertext in a text: %s', (_, text, wanted) => {
  expect(buriedTokens(text)).toEqual(wanted);
});
