import { copyFileSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { startCli, type CliProcess } from '../support/run-cli.ts';
import { chatCall, makeFolder, type Folder } from './served.ts';

// What happens on a fresh machine: no file, no key, no variable.

const empty = makeFolder();
const copied = makeFolder();
const running: CliProcess[] = [];

beforeAll(() => copyFileSync('config.yaml', join(copied.path, 'config.yaml')));

afterAll(async () => {
  for (const cli of running) cli.signal('SIGTERM');
  await Promise.all(running.map(({ ended }) => ended));
  empty.remove();
  copied.remove();
});

async function start(folder: Folder): Promise<{ cli: CliProcess; origin: string; key: string }> {
  const cli = await startCli(['serve', '--port', '0'], { cwd: folder.path, timeoutMs: 60_000 });
  running.push(cli);
  const [, origin = ''] = await cli.until(/"url":"([^"]+)"/);
  const key = readFileSync(join(folder.path, '.llmgw', 'master-key'), 'utf8').trim();
  return { cli, origin, key };
}

describe.each([
  ['in a folder without a file', empty],
  ['as a file of its own', copied],
])('the configuration that ships, %s', (_where, folder) => {
  test('loads without a word of warning and answers', async () => {
    const { cli, origin, key } = await start(folder);
    const call = async (path: string, body: object): Promise<unknown> => {
      const response = await fetch(origin + path, {
        method: 'POST',
        headers: { authorization: `Bearer ${key}`, 'content-type': 'application/json' },
        body: JSON.stringify(body),
      });
      return response.json();
    };
    expect(await call('/v1/chat/completions', chatCall('hello'))).toMatchObject({
      choices: [{ message: { content: expect.stringContaining('Hello!') } }],
    });
    expect(await call('/v1/embeddings', { model: 'hello-embedding', input: 'x' })).toMatchObject({
      data: [{ object: 'embedding', embedding: expect.any(Array) }],
    });
    expect(cli.output()).not.toMatch(/warning|error|LGW\d+/);
    expect(cli.output()).not.toContain(key);
  });
});
