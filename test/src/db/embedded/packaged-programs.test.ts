import {
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from '@jest/globals';
import {
  copyPackage,
  findPackage,
  linkLibraries,
  PACKAGE_NAME,
} from '../../../../src/db/embedded/packaged-programs.ts';
import { makeTempDir, removeTempDir } from '../../../support/server-process.ts';

const dirs: string[] = [];
afterAll(() => dirs.forEach(removeTempDir));

/** A package as npm unpacks it, with next to nothing inside. */
function makePackage(): string {
  const root = makeTempDir('llmgw-emb-package-');
  dirs.push(root);
  const native = join(root, 'native');
  for (const name of ['bin', 'lib/pkgconfig', 'share']) {
    mkdirSync(join(native, name), { recursive: true, mode: 0o700 });
  }
  writeFileSync(join(root, 'package.json'), '{ "version": "18.4.0-beta.17" }');
  writeFileSync(join(native, 'bin', 'postgres'), 'program', { mode: 0o700 });
  writeFileSync(join(native, 'lib', 'libpq.so.5.18'), 'library', { mode: 0o600 });
  writeFileSync(join(native, 'lib', 'libpq.a'), 'for linkers');
  const links = [
    { source: 'native/lib/libpq.so.5.18', target: 'native/lib/libpq.so.5' },
    { source: 'native/lib/libpq.so.5.18', target: '../../../outside/libpq.so' },
  ];
  writeFileSync(join(native, 'pg-symlinks.json'), JSON.stringify(links));
  return native;
}

describe('the packaged programs', () => {
  test('are the ones of this machine, found where npm has put them', () => {
    const native = findPackage();
    expect(native ?? join(PACKAGE_NAME, 'native')).toContain(join(PACKAGE_NAME, 'native'));
    const { optionalDependencies } = JSON.parse(
      readFileSync(join(import.meta.dirname, '../../../../package.json'), 'utf8'),
    ) as { optionalDependencies: object };
    if (process.platform === 'linux') expect(optionalDependencies).toHaveProperty([PACKAGE_NAME]);
  });

  test('get the links of their libraries, and only inside their own folder', () => {
    const native = makePackage();
    expect(linkLibraries(native)).toBe(true);
    expect(linkLibraries(native)).toBe(true);
    expect(readdirSync(join(native, 'lib')).sort()).toEqual([
      ...['libpq.a', 'libpq.so', 'libpq.so.5', 'libpq.so.5.18', 'pkgconfig'],
    ]);
    expect(readlinkSync(join(native, 'lib', 'libpq.so.5'))).toBe('libpq.so.5.18');
  });

  test('without a list of links are not whole', () => {
    expect(linkLibraries(makeTempDirFor())).toBe(false);
  });

  test('are copied whole, for everybody, without what only linkers need', () => {
    const native = makePackage();
    const cache = join(makeTempDirFor(), 'cache');
    const copy = copyPackage(native, cache);
    expect(copy).toBe(join(cache, 'postgresql-18.4.0-beta.17'));
    expect(readdirSync(cache)).toEqual(['postgresql-18.4.0-beta.17']);
    expect(statSync(copy).mode & 0o777).toBe(0o755);
    expect(statSync(join(copy, 'bin', 'postgres')).mode & 0o777).toBe(0o755);
    expect(statSync(join(copy, 'lib', 'libpq.so.5')).mode & 0o777).toBe(0o644);
    expect(existsSync(join(copy, 'lib', 'libpq.a'))).toBe(false);
    writeFileSync(join(copy, 'mark'), '');
    expect(copyPackage(native, cache)).toBe(copy);
    expect(existsSync(join(copy, 'mark'))).toBe(true);
  });
});

function makeTempDirFor(): string {
  const dir = makeTempDir('llmgw-emb-package-');
  dirs.push(dir);
  return dir;
}
