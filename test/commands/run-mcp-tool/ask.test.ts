import { expect, test } from '@jest/globals';
import { askPerson } from '../../../commands/run-mcp-tool/ask.ts';
import { enterWorkplace } from '../../support/app.ts';
import type { CaptureOptions } from '../../support/io.ts';

const { signal } = new AbortController();
const question = { text: 'Sure?', refusal: 'nobody to ask', hint: 'add --yes', signal };

async function ask(capture: CaptureOptions): Promise<string> {
  const place = enterWorkplace(capture);
  try {
    await askPerson(question, place.context);
    return place.captured.stderr();
  } finally {
    await place.leave();
  }
}

test.each(['y\n', 'Yes\n', ' YES \n', 'y'])('%j is a yes', async (stdin) => {
  expect(await ask({ tty: true, stdin })).toBe('Sure? [y/N] ');
});

test.each(['n\n', '\n', '', 'yess\n', 'no way\ny\n'])('%j is none', async (stdin) => {
  await expect(ask({ tty: true, stdin })).rejects.toMatchObject({
    ...{ code: 'E_REFUSED', message: 'that was no yes: nothing was done', hint: 'add --yes' },
  });
});

test('without a terminal nobody is asked, whatever the pipe says', async () => {
  await expect(ask({ stdin: 'y\n' })).rejects.toMatchObject({
    ...{ code: 'E_REFUSED', message: 'nobody to ask', hint: 'add --yes' },
  });
});
