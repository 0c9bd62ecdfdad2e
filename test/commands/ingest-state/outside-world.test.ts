import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from '@jest/globals';
import { createWorld } from '../../../commands/ingest-state/outside-world.ts';
import type { World } from '../../../src/infra/collector.ts';

const folder = mkdtempSync(join(tmpdir(), 'llmgw-world-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

function world(signal = new AbortController().signal): World {
  const env = {
    PATH: process.env['PATH'],
    HOME: '/root',
    SECRET: 'canary',
    DOCKER_HOST: 'unix:///x',
  };
  return createWorld({ env, now: () => 0, origins: [] }, signal);
}

describe('programs', () => {
  test('run without a shell, with little of the environment', async () => {
    const said = await world().run('sh', ['-c', 'env; echo "$0 | $1" >&2; exit 3', '$HOME', ';ls']);
    expect(said?.code).toBe(3);
    expect(said?.stderr).toBe('$HOME | ;ls\n');
    expect(said?.stdout).not.toMatch(/canary|SECRET|DOCKER/);
    expect(said?.stdout).toContain('LANG=C');
  });

  test('that are not there are null', async () => {
    expect(await world().run('no-such-program-at-all', [])).toBeNull();
  });

  test('that hang end with the signal, and what they started ends with them', async () => {
    const controller = new AbortController();
    const pidFile = join(folder, 'pid');
    const script = `sleep 600 & echo $! > ${pidFile}; trap '' TERM INT; wait; wait; sleep 600`;
    const running = world(controller.signal).run('sh', ['-c', script]);
    while (!readable(pidFile)) await new Promise(setImmediate);
    controller.abort();
    await expect(running).rejects.toThrow('could not be run');
    await untilGone(readFileSync(pidFile, 'utf8').trim());
    expect(controller.signal.aborted).toBe(true);
  });

  test('leave nothing behind when they end by themselves', async () => {
    const said = await world().run('sh', ['-c', 'sleep 600 >/dev/null 2>&1 & echo $!']);
    await untilGone(said?.stdout.trim() ?? '');
    expect(said?.code).toBe(0);
  });

  test('that flood are stopped', async () => {
    await expect(world().run('yes', ['canary'])).rejects.toThrow('more than 33554432 bytes');
  }, 20_000);

  test('are not started when the time is over', async () => {
    await expect(world(AbortSignal.abort()).run('true', [])).rejects.toThrow('not started');
  });
});

describe('files', () => {
  test('are read up to a bound; what is not there is null', async () => {
    writeFileSync(join(folder, 'file'), 'x'.repeat(40_000));
    expect(await world().readFile(join(folder, 'file'), 20_000)).toHaveLength(20_000);
    expect(await world().readFile(join(folder, 'file'))).toHaveLength(40_000);
    expect(await world().readFile(join(folder, 'none'))).toBeNull();
    expect(await world().readFile(join(folder, 'file', 'below'))).toBeNull();
    await expect(world().readFile(folder)).rejects.toThrow('EISDIR');
  });

  test('a pipe that nobody writes to does not block', async () => {
    const pipe = join(folder, 'pipe');
    execFileSync('mkfifo', [pipe]);
    expect(await world().readFile(pipe)).toBe('');
  });

  test('folders and links', async () => {
    symlinkSync('/somewhere', join(folder, 'link'));
    expect(await world().readLink(join(folder, 'link'))).toBe('/somewhere');
    expect(await world().readLink(join(folder, 'file'))).toBeNull();
    expect(await world().readFolder(folder)).toContain('link');
    expect(await world().readFolder(join(folder, 'none'))).toBeNull();
  });
});

test('only this machine is asked', async () => {
  await expect(world().getJson({ url: 'http://169.254.169.254/latest' })).rejects.toThrow(
    'not on this machine',
  );
  await expect(world().getJson({ url: 'http://127.0.0.1.evil.example/' })).rejects.toThrow(
    'not on',
  );
  expect(await world().getJson({ url: 'http://127.0.0.1:1/' })).toBeNull();
  expect(await world().getJson({ socketPath: join(folder, 'no.sock'), path: '/info' })).toBeNull();
});

test('of the environment a few names can be seen', () => {
  expect(world().variable('DOCKER_HOST')).toBe('unix:///x');
  expect(world().variable('SECRET')).toBeNull();
  expect(world().variable('KUBECONFIG')).toBeNull();
});

function readable(path: string): boolean {
  try {
    return readFileSync(path, 'utf8').endsWith('\n');
  } catch {
    return false;
  }
}

/** A kill takes a moment; one that never works is ended by the test's own time. */
async function untilGone(pid: string): Promise<void> {
  while (isAlive(pid)) await new Promise(setImmediate);
}

/** A zombie has ended: nobody has asked how, that is all. */
function isAlive(pid: string): boolean {
  try {
    return !/^State:\s+[ZX]/m.test(readFileSync(`/proc/${pid}/status`, 'utf8'));
  } catch {
    return false;
  }
}
