import { expect, test } from '@jest/globals';
import { prepareJudgement } from '../../../commands/check-security/judge.ts';
import { LocalContext } from '../../../commands/local-context.ts';
import { NO_SETTINGS } from '../../../src/security/project-settings.ts';
import { USUAL_OPTIONS } from '../../support/check-judgement.ts';
import { captureIo } from '../../support/io.ts';

test('only the chosen rules look, and nobody is asked without --verify', async () => {
  const { io } = captureIo();
  const options = {
    config: null,
    envFiles: [],
    color: 'auto',
    quiet: false,
    verbosity: 0,
    json: false,
  } as const;
  const context = new LocalContext({ io, options });
  const around = {
    place: { cwd: io.cwd, env: {} },
    facts: { isGit: false, names: [], today: '2026-11-23', isSharedHost: false },
    settings: NO_SETTINGS,
  };
  const only = new Set(['LGW211']);
  const { judgement, live } = await prepareJudgement({ ...USUAL_OPTIONS, only }, around, {
    files: [],
    context,
  });
  expect(judgement.rules.map(({ code }) => code)).toEqual(['LGW211']);
  expect([judgement.baseline, live]).toEqual([null, []]);
});
