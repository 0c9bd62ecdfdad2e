import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { CommandContext } from '../../../commands/context.ts';
import { knownVariables } from '../../../commands/render-config/known-variables.ts';
import { readYamlFile } from '../../../src/config/yaml-document.ts';
import { enterWorkplace, type Workplace } from '../../support/app.ts';
import { captureIo } from '../../support/io.ts';

let place: Workplace;
beforeEach(() => {
  place = enterWorkplace();
});
afterEach(async () => place.leave());

test('the file stands above the process, the process above env files', () => {
  place.write('.env', 'A=file\nB="two\\nlines"\nC=file\n');
  const text = 'environment_variables:\n  A: section\n  D: os.environ/C\n  E: os.environ/GONE\n';
  const [root] = readYamlFile(text).roots;
  if (root === undefined) throw new Error('no document');
  const { io } = captureIo({ cwd: place.dir, env: { A: 'process', C: 'process' } });
  const options = { config: null, envFiles: [], quiet: false, verbosity: 0, json: false };
  const context = new CommandContext(io, { ...options, color: 'never' });
  const known = knownVariables(context, { root, file: 'config.yaml', text });
  expect(known.get('A')).toEqual({
    value: 'section',
    source: { kind: 'environment_variables', name: 'A', file: 'config.yaml', line: 2 },
    overrode: [
      { kind: 'process-env', name: 'A' },
      { kind: 'env-file', name: 'A', file: '.env', line: 1 },
    ],
  });
  expect(known.get('B')?.value).toBe('two\nlines');
  expect(known.get('D')?.value).toBe('process');
  expect(known.has('E')).toBe(false);
});
