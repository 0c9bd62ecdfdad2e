import { statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { chooseAccount, unprivileged } from '../../../../src/db/embedded/account.ts';
import { makeTempDir, removeTempDir } from '../../../support/server-process.ts';

describe('the account a server runs as', () => {
  test('is the one of PostgreSQL where the system has it, else nobody', () => {
    const root = 'root:x:0:0:root:/root:/bin/sh\n';
    const nobody = 'nobody:x:65534:65533:nobody:/:/bin/false\n';
    const postgres = 'postgres:x:101:104::/var/lib/postgresql:/bin/bash\n';
    expect(unprivileged(root + nobody + postgres)).toEqual({ uid: 101, gid: 104 });
    expect(unprivileged(root + nobody)).toEqual({ uid: 65_534, gid: 65_533 });
    expect(unprivileged(root)).toEqual({ uid: 65_534, gid: 65_534 });
  });

  test('is never root by another name', () => {
    expect(unprivileged('postgres:x:0:0::/:/bin/sh\n')).toEqual({ uid: 65_534, gid: 65_534 });
  });

  test('is ours where we are not root, an unprivileged one where we are', () => {
    const account = chooseAccount(join(tmpdir(), 'llmgw-no-such-folder'));
    expect(process.getuid?.() === 0 ? account !== null && account.uid > 0 : account === null).toBe(
      true,
    );
  });

  test('is the owner of the data, where root comes upon data of another', () => {
    const isRoot = process.getuid?.() === 0;
    const data = makeTempDir('llmgw-emb-', isRoot ? { uid: 12_345, gid: 12_346 } : null);
    expect(statSync(data).uid).toBe(isRoot ? 12_345 : process.getuid?.());
    expect(chooseAccount(data)).toEqual(isRoot ? { uid: 12_345, gid: 12_346 } : null);
    removeTempDir(data);
  });
});
