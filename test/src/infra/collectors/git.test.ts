import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from '@jest/globals';
import { createWorld } from '../../../../commands/ingest-state/outside-world.ts';
import { gitCollector } from '../../../../src/infra/collectors/git.ts';
import { playWorld } from '../../../support/infra-world.ts';

const folder = mkdtempSync(join(tmpdir(), 'llmgw-git-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));
const env = { PATH: process.env['PATH'] };
const world = createWorld({ env, now: () => 0, origins: [] }, new AbortController().signal);

function git(...args: readonly string[]): void {
  const who = ['-c', 'user.name=x', '-c', 'user.email=x@example.com'];
  execFileSync('git', [...who, '-C', folder, ...args], { stdio: 'ignore' });
}

test('revision, branch, remotes without credentials, and whether something is not committed', async () => {
  git('init', '--initial-branch=main');
  git('remote', 'add', 'origin', 'https://oauth2:canary-token@git.example/x.git');
  writeFileSync(join(folder, 'a'), '1');
  git('add', 'a');
  git('commit', '-m', 'one');
  const clean = await gitCollector([folder, folder]).collect(world);
  expect(clean.entities).toMatchObject([
    {
      kind: 'repo',
      body: {
        ...{ revision: expect.stringMatching(/^[0-9a-f]{40}$/), branch: 'main', dirty: false },
        ...{ tag: '', remotes: ['origin https://git.example/x.git'] },
      },
    },
  ]);
  expect(JSON.stringify(clean)).not.toContain('canary');
  writeFileSync(join(folder, 'a'), '2');
  const dirty = await gitCollector([folder]).collect(world);
  expect(dirty.entities[0]?.body['dirty']).toBe(true);
});

test('no git, or no repository: nothing to look at', async () => {
  expect((await gitCollector(['/']).collect(playWorld({}))).status).toBe('unavailable');
  expect((await gitCollector(['/']).collect(world)).status).toBe('unavailable');
});
