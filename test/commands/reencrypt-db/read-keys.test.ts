import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { createContext } from '../../../commands/context.ts';
import { readKeys } from '../../../commands/reencrypt-db/read-keys.ts';
import type { Action, KeyFlags } from '../../../commands/reencrypt-db/reencrypt-options.ts';
import { captureIo } from '../../support/io.ts';
import { makeTempDir, removeTempDir } from '../../support/server-process.ts';

const NONE: KeyFlags = { old: [], next: null, stdin: false };
const GOOD = 'a-new-key-of-32-random-characters';
const GLOBAL = { config: null, envFiles: [], quiet: false, verbosity: 0, json: false };

let dir: string;
beforeEach(() => {
  dir = makeTempDir('llmgw-read-keys-');
});
afterEach(() => removeTempDir(dir));

async function read(env: Record<string, string>, action: Action = 'run', flags = NONE, stdin = '') {
  const warnings: string[] = [];
  const context = createContext(captureIo({ cwd: dir, env, stdin }).io, {
    ...GLOBAL,
    color: 'never',
  });
  const keys = await readKeys(action, flags, context, (message) => void warnings.push(message));
  const plain = (key: (typeof keys.old)[number]) => [key.origin, key.key.reveal()];
  return { old: keys.old.map(plain), next: keys.next && plain(keys.next), warnings };
}

describe('the usual keys', () => {
  test('are the salt key and LLMGW_NEW_SALT_KEY', async () => {
    const env = { LITELLM_SALT_KEY: 'salt', LITELLM_MASTER_KEY: 'm', LLMGW_NEW_SALT_KEY: GOOD };
    expect(await read(env)).toEqual({
      old: [['LITELLM_SALT_KEY', 'salt']],
      next: ['LLMGW_NEW_SALT_KEY', GOOD],
      warnings: [],
    });
  });

  test('an empty salt key is a key, as LiteLLM has it', async () => {
    const env = { LITELLM_SALT_KEY: '', LITELLM_MASTER_KEY: 'm', LLMGW_NEW_SALT_KEY: GOOD };
    expect((await read(env)).old).toEqual([['LITELLM_SALT_KEY', '']]);
  });

  test('without a salt key it is the master key, the one of the file first', async () => {
    const env = { LITELLM_MASTER_KEY: 'sk-from-env', LLMGW_NEW_SALT_KEY: GOOD };
    expect((await read(env)).old).toEqual([['LITELLM_MASTER_KEY', 'sk-from-env']]);
    const file = join(dir, 'config.yaml');
    const model = '{ model_name: m, litellm_params: { model: openai/m, api_key: k } }';
    writeFileSync(file, `model_list: [${model}]\ngeneral_settings: { master_key: sk-from-file }\n`);
    expect((await read(env)).old).toEqual([
      [`general_settings.master_key of ${file}`, 'sk-from-file'],
    ]);
  });

  test('must be there for what needs them', async () => {
    await expect(read({ LLMGW_NEW_SALT_KEY: GOOD })).rejects.toThrow('there is no old key');
    await expect(read({ LITELLM_SALT_KEY: 's' })).rejects.toThrow('there is no new key');
    await expect(read({ LITELLM_SALT_KEY: 's' }, 'verify')).rejects.toThrow('no new key');
    expect(await read({ LITELLM_SALT_KEY: 's' }, 'plan')).toMatchObject({ next: null });
    expect(await read({}, 'status')).toMatchObject({ old: [], next: null });
    expect(await read({ LLMGW_NEW_SALT_KEY: GOOD }, 'verify')).toMatchObject({ old: [] });
  });
});

describe('named keys', () => {
  test('come instead of the usual ones, in order', async () => {
    const env = { LITELLM_SALT_KEY: 'salt', A: 'one', B: 'two', C: GOOD };
    const flags: KeyFlags = {
      old: [
        { kind: 'env', name: 'B' },
        { kind: 'env', name: 'A' },
      ],
      next: { kind: 'env', name: 'C' },
      stdin: false,
    };
    expect(await read(env, 'run', flags)).toMatchObject({
      old: [
        ['B', 'two'],
        ['A', 'one'],
      ],
      next: ['C', GOOD],
    });
  });

  test('can come on stdin', async () => {
    const { old, next } = await read({}, 'run', { ...NONE, stdin: true }, `old\n${GOOD}\n`);
    expect([old[0]?.[1], next?.[1]]).toEqual(['old', GOOD]);
  });
});

describe('a new key that protects nothing', () => {
  test.each([
    ['', 'is empty'],
    ['sk-1234', 'is one that everybody knows'],
    ['short', 'has fewer than 16 characters'],
    ['the-old-salt-key-itself', 'is an old key'],
  ])('%p is refused', async (key, problem) => {
    const env = { LITELLM_SALT_KEY: 'the-old-salt-key-itself', LLMGW_NEW_SALT_KEY: key };
    await expect(read(env)).rejects.toMatchObject({
      code: 'E_REFUSED',
      message: `the new key ${problem}`,
    });
  });

  test('is warned of when it is the master key', async () => {
    const env = { LITELLM_SALT_KEY: 'salt', LITELLM_MASTER_KEY: GOOD, LLMGW_NEW_SALT_KEY: GOOD };
    expect((await read(env)).warnings).toEqual([expect.stringContaining('is the master key')]);
  });

  test('may be as long and as odd as somebody likes', async () => {
    const key = 'ключ-🔑 '.repeat(512);
    const env = { LITELLM_SALT_KEY: 'salt', LLMGW_NEW_SALT_KEY: key };
    expect((await read(env)).next?.[1]).toBe(key);
  });
});
