import { expect, test } from '@jest/globals';
import { inspect } from '../../../commands/nuke-db/inspect.ts';
import { readOptions } from '../../../commands/nuke-db/read-options.ts';
import { CommandContext } from '../../../commands/context.ts';
import { Secret } from '../../../src/core/secret.ts';
import { captureIo } from '../../support/io.ts';
import { NEVER, useWipeRig } from '../../support/wipe-rig.ts';

const rig = useWipeRig();
const FLAGS = {
  ...{
    scope: 'data',
    method: 'truncate',
    backupFormat: 'auto',
    lockTimeout: '3s',
    statementTimeout: '60s',
  },
  ...{
    countTimeout: '30s',
    backupTimeout: '30m',
    watch: '0',
    logFormat: 'text',
    audit: true,
    confirm: 'NK-AAAA-AAAA',
  },
};

test('surveys, and asks every guard with what the command line says', async () => {
  const { url, database } = await rig.newDatabase();
  const { io } = captureIo({ env: { CODEX_SANDBOX: '1' } });
  const context = new CommandContext(io, {
    config: null,
    envFiles: [],
    color: 'never',
    quiet: false,
    verbosity: 0,
    json: false,
  });
  const options = readOptions(FLAGS, ['run']);
  if (options.action !== 'run') throw new Error('not a run');
  const { survey, verdicts } = await inspect(
    { database, url: new Secret(url) },
    options,
    context,
    NEVER,
  );
  expect(survey.subject.manifest.targets).toHaveLength(57);
  expect(verdicts.filter(({ verdict }) => verdict === 'fail').map(({ guard }) => guard)).toEqual([
    'agent',
    'token',
    'confirmation',
  ]);
});
