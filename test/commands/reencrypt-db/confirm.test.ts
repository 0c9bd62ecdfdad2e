import { Readable } from 'node:stream';
import { describe, expect, test } from '@jest/globals';
import { confirmPlan, phraseOf } from '../../../commands/reencrypt-db/confirm.ts';
import { createContext } from '../../../commands/context.ts';
import { captureIo, type CaptureOptions } from '../../support/io.ts';
import { rotationPlan } from '../../support/rotation-literals.ts';

const plan = rotationPlan();
const TOKEN = plan.confirmToken;
const { signal } = new AbortController();
const ASKED = { plan, yes: false, confirm: null, marker: null, signal };
const OPTIONS = { config: null, envFiles: [], quiet: false, verbosity: 0, json: false };

interface Scene extends CaptureOptions {
  /** What is typed; null: the terminal is closed instead. */
  readonly typed?: string | null;
}

function contextOf({ typed = null, ...capture }: Scene = {}) {
  const captured = captureIo(capture);
  const stdin = Readable.from(typed === null ? [] : [typed]);
  const io = { ...captured.io, stdin, stdinIsTty: capture.tty === true };
  return { context: createContext(io, { ...OPTIONS, color: 'never' }), captured };
}

describe('without a terminal', () => {
  test('the token of the plan is enough, and so is --yes', async () => {
    const { context } = contextOf();
    await expect(confirmPlan({ ...ASKED, confirm: TOKEN }, context)).resolves.toBeUndefined();
    await expect(confirmPlan({ ...ASKED, yes: true }, context)).resolves.toBeUndefined();
  });

  test('silence is a refusal that names both', async () => {
    const { context } = contextOf();
    await expect(confirmPlan(ASKED, context)).rejects.toMatchObject({
      code: 'E_REFUSED',
      hint: expect.stringContaining(`--confirm ${TOKEN}, or --yes`),
    });
  });

  test('another token is refused, also with --yes', async () => {
    const { context } = contextOf();
    const asked = { ...ASKED, yes: true, confirm: 'RE-OTHER' };
    await expect(confirmPlan(asked, context)).rejects.toThrow(/not the one of this plan/);
  });
});

describe('on a terminal', () => {
  test('the phrase names the database', () => {
    expect(phraseOf(plan)).toBe('reencrypt litellm@10.0.4.7:5432');
  });

  test('whoever types the phrase goes on', async () => {
    const { context, captured } = contextOf({ tty: true, typed: `${phraseOf(plan)}\n` });
    await expect(confirmPlan(ASKED, context)).resolves.toBeUndefined();
    expect(captured.stderr()).toContain(`Type "${phraseOf(plan)}" to go on: `);
  });

  test.each(['yes\n', '\n', null])('%p is not the phrase', async (typed) => {
    const { context } = contextOf({ tty: true, typed });
    await expect(confirmPlan(ASKED, context)).rejects.toMatchObject({ code: 'E_REFUSED' });
  });
});

test('whoever interrupts the question is not waited for', async () => {
  const { context } = contextOf({ tty: true });
  const silent = new Readable({ read: () => undefined });
  const stopped = new AbortController();
  const io = { ...context.io, stdin: silent, stdinIsTty: true };
  const asking = confirmPlan(
    { ...ASKED, signal: stopped.signal },
    createContext(io, { ...OPTIONS, color: 'never' }),
  );
  stopped.abort();
  await expect(asking).rejects.toMatchObject({ code: 'E_REFUSED' });
});

describe('a coding agent', () => {
  const env = { CLAUDECODE: '1' };

  test('cannot confirm, whatever flags it gives', async () => {
    const { context } = contextOf({ env });
    const asked = { ...ASKED, yes: true, confirm: TOKEN };
    await expect(confirmPlan(asked, context)).rejects.toMatchObject({
      code: 'E_REFUSED',
      message: expect.stringContaining('Claude Code'),
    });
  });

  test('can with the consent of its user, which is confirmation enough', async () => {
    const consent = `rotate the staging database as planned in ${TOKEN}`;
    const { context } = contextOf({ env: { ...env, LLMGW_USER_CONSENT: consent } });
    await expect(confirmPlan(ASKED, context)).resolves.toBeUndefined();
  });

  test('can on a database that is made for tests', async () => {
    const { context } = contextOf({ env });
    const asked = { ...ASKED, yes: true, marker: 'test' };
    await expect(confirmPlan(asked, context)).resolves.toBeUndefined();
  });
});
