import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { createContext } from '../../commands/context.ts';
import { readFoundConfig } from '../../commands/read-found-config.ts';
import { captureIo } from '../support/io.ts';
import { makeTempDir, removeTempDir } from '../support/server-process.ts';

const GLOBAL = { envFiles: [], quiet: false, verbosity: 0, json: false, color: 'never' as const };

let dir: string;
beforeEach(() => {
  dir = makeTempDir('llmgw-found-config-');
});
afterEach(() => removeTempDir(dir));

function read(config: string | null = null) {
  return readFoundConfig(createContext(captureIo({ cwd: dir }).io, { ...GLOBAL, config }));
}

test('the file of the folder is read, whatever variables it misses', () => {
  const model = '{ model_name: m, litellm_params: { model: openai/m, api_key: os.environ/NOPE } }';
  writeFileSync(join(dir, 'litellm_config.yaml'), `model_list: [${model}]\n`);
  expect(read()?.file).toBe(join(dir, 'litellm_config.yaml'));
});

test('without a file there is none, the one of the program does not count', () => {
  expect(read()).toBeNull();
});

test('a file that makes no sense is none', () => {
  writeFileSync(join(dir, 'other.yaml'), 'model_list: 5\n');
  expect(read('other.yaml')).toBeNull();
});
