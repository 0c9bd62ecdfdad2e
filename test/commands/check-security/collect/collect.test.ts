import { execFileSync } from 'node:child_process';
import { symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { runShell } from '../../../support/shell.ts';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import {
  ONE_RULE,
  OPEN_CONFIG,
  placesIn,
  ScanFolder,
  type CheckOptions,
} from '../../../support/scan-folder.ts';

let folder: ScanFolder;

beforeEach(() => {
  folder = new ScanFolder({ 'config.yaml': OPEN_CONFIG });
});

afterEach(() => folder.remove());

async function listed(args: readonly string[] = [], options?: CheckOptions): Promise<string[]> {
  const { stdout } = await folder.check(['--list-files', '--json', ...args], options);
  const { files } = JSON.parse(stdout) as { files: { path: string; origin: string }[] };
  return files.map(({ path, origin }) => `${origin} ${path}`);
}

async function skipped(): Promise<object> {
  const { stdout } = await folder.check(['--list-files', '--json']);
  return (JSON.parse(stdout) as { skipped: object }).skipped;
}

describe('in a repository', () => {
  test('what git tracks, would add, and ignores although it bears secrets', async () => {
    folder.write('.gitignore', '.env\nlogs/\n*.tmp\n').commit();
    folder.write('new.yaml', 'a: 1').write('.env', 'A=1').write('logs/x', 'x').write('a.tmp', 'x');
    expect(await listed()).toEqual([
      'loose new.yaml',
      'tracked .gitignore',
      'tracked config.yaml',
      'ignored .env',
    ]);
  });

  test('a file that is named is read, also when git ignores it', async () => {
    folder.write('.gitignore', '.env\n').commit().write('.env', 'A=1');
    expect(await listed(['.env'])).toEqual(['loose .env']);
  });

  test('below a folder of it, paths are those of that folder', async () => {
    folder.write('deploy/compose.yaml', 'services: {}').commit();
    expect(await listed([], { cwd: 'deploy' })).toEqual(['tracked compose.yaml']);
    expect(await listed(['deploy'])).toEqual(['tracked deploy/compose.yaml']);
  });

  test('of an ignored file only what concerns the file itself is said', async () => {
    folder.write('.gitignore', 'config.yaml\n').commit();
    folder.git('rm', '-q', '--cached', 'config.yaml', '--ignore-unmatch');
    expect((await folder.check([...ONE_RULE])).code).toBe(0);
    expect((await folder.check([...ONE_RULE, 'config.yaml'])).code).toBe(1);
  });

  test('a repository cannot have programs run by being looked at', async () => {
    folder.commit();
    folder.git('config', 'core.fsmonitor', 'touch PWNED; false');
    await folder.check(ONE_RULE);
    expect(await listed()).toEqual(['tracked config.yaml']);
  });

  test('a file that was deleted, and a folder with a strange name, are no trouble', async () => {
    folder.write('ä b\n"c/x.yaml', 'a: 1').write('gone.yaml', 'a: 1').commit();
    execFileSync('rm', [join(folder.path, 'gone.yaml')]);
    expect(await listed()).toEqual(['tracked config.yaml', 'tracked ä b\n"c/x.yaml']);
  });
});

describe('without git', () => {
  test('everything below the folder but what others wrote', async () => {
    folder.write('node_modules/a/config.yaml', 'a: 1').write('a/b.yaml', 'a: 1');
    expect(await listed()).toEqual(['loose a/b.yaml', 'loose config.yaml']);
  });

  test('where git cannot be found, it is done without', async () => {
    folder.commit();
    expect(await listed([], { env: { PATH: '/nonexistent' } })).toEqual(['loose config.yaml']);
  });

  test('links, pipes, binaries and large files are left out and counted', async () => {
    symlinkSync('.', join(folder.path, 'loop'));
    symlinkSync('/etc/passwd', join(folder.path, 'link'));
    runShell('mkfifo pipe', folder.path);
    folder.write('b.bin', Buffer.from([0, 1, 2])).write('large', 'x'.repeat(1024 * 1024 + 1));
    expect(await listed()).toEqual(['loose config.yaml']);
    expect(await skipped()).toEqual({ symlink: 2, special: 1, binary: 1, 'too-large': 1 });
  });

  test('a large file is read when it is named, unless a limit is given', async () => {
    folder.write('large.env', 'A=1\n'.repeat(300_000));
    expect(await listed(['large.env'])).toEqual(['loose large.env']);
    expect(await listed(['large.env', '--max-file-size', '1MiB'])).toEqual([]);
  });

  test('a file outside of the folder is called by its whole path', async () => {
    const file = join(folder.path, 'config.yaml');
    expect(await listed([file], { cwd: '..' })).toEqual([
      `loose ${folder.path.split('/').at(-1)}/config.yaml`,
    ]);
  });

  test('UTF-8 with a mark and UTF-16 are read', async () => {
    folder.write('config.yaml', `\uFEFF${OPEN_CONFIG}`);
    folder.write('wide.yaml', Buffer.from(`\uFEFF${OPEN_CONFIG}`, 'utf16le'));
    const end = await folder.check([...ONE_RULE, '--json']);
    expect(placesIn(end)).toEqual(['LGW211 config.yaml:5', 'LGW211 wide.yaml:5']);
  });
});

describe('what cannot be read', () => {
  test('nothing there is 66', async () => {
    expect((await folder.check(['nowhere.yaml'])).code).toBe(66);
    execFileSync('rm', [join(folder.path, 'config.yaml')]);
    expect((await folder.check()).code).toBe(66);
  });

  test('is a warning, or the end with --strict-collection', async () => {
    // Nobody, not even root, can open a name that is too long.
    folder.commit();
    const blob = folder.git('hash-object', '-w', 'config.yaml').trim();
    folder.git('update-index', '--add', '--cacheinfo', `100644,${blob},${'x'.repeat(300)}`);
    expect((await folder.check(['--rule', 'LGW011'])).code).toBe(2);
    const strict = await folder.check(['--strict-collection']);
    expect([strict.code, strict.stderr]).toEqual([74, expect.stringContaining('cannot be read')]);
  });
});
