import { afterEach, beforeEach, expect, test } from '@jest/globals';
import type { Patient } from '../../../commands/doctor/check.ts';
import { runLocalChecks } from '../../../commands/doctor/local-checks.ts';
import { CommandContext } from '../../../commands/context.ts';
import { Secret } from '../../../src/core/secret.ts';
import { enterWorkplace, type Workplace } from '../../support/app.ts';
import { gatewayConfig, type ConfigParts } from '../../support/config-literals.ts';
import { captureIo } from '../../support/io.ts';

let place: Workplace;
beforeEach(() => {
  place = enterWorkplace();
});
afterEach(async () => place.leave());

function patient(parts: ConfigParts | null): Patient {
  const { io } = captureIo({ cwd: place.dir });
  const options = { config: null, envFiles: [], quiet: false, verbosity: 0, json: false };
  const context = new CommandContext(io, { ...options, color: 'never' });
  const config = parts === null ? null : gatewayConfig(parts);
  const found = { config, findings: [], files: [] };
  return { context, file: 'config.yaml', isBuiltIn: false, found, config };
}

test('only what is wanted is looked at', () => {
  const results = runLocalChecks(patient({}), (name) => name === 'disk');
  expect(results.map(({ check }) => check)).toEqual(['disk']);
});

test.each([
  [{ general: { masterKey: null }, llmgw: { generateMasterKey: false } }, 'critical'],
  [{ general: { masterKey: new Secret('  ') } }, 'critical'],
  [{ general: { masterKey: new Secret('sk-1234') } }, 'critical'],
  [{ general: { masterKey: null }, llmgw: { generateMasterKey: true } }, 'info'],
  [{}, 'ok'],
  [null, 'skipped'],
])('the master key of %j is %s', (parts, status) => {
  expect(runLocalChecks(patient(parts), (name) => name === 'master-key')).toMatchObject([
    { status },
  ]);
});
