import { expect, test } from '@jest/globals';
import { askPhrase, phraseOf } from '../../../commands/nuke-db/ask-phrase.ts';
import { captureIo } from '../../support/io.ts';
import { anIdentity } from '../../support/wipe-literals.ts';

const { signal } = new AbortController();
const ask = async (stdin: string): Promise<void> =>
  askPhrase(anIdentity(), captureIo({ stdin }).io, signal);

test('the name of the database and of its host must be typed', async () => {
  expect(phraseOf(anIdentity())).toBe('nuke litellm@db.local');
  await expect(ask('nuke litellm@db.local\n')).resolves.toBeUndefined();
});

test.each(['yes\n', 'y\n', 'nuke litellm\n', ''])('%j is refused', async (answer) => {
  await expect(ask(answer)).rejects.toMatchObject({
    code: 'E_REFUSED',
    message: expect.stringContaining('guard confirmation'),
  });
});

test('a signal is an answer too', async () => {
  await expect(
    askPhrase(anIdentity(), captureIo({ stdin: '' }).io, AbortSignal.abort()),
  ).rejects.toMatchObject({ code: 'E_REFUSED' });
});
