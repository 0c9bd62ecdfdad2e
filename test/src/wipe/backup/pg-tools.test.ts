import { chmodSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, expect, test } from '@jest/globals';
import { findToolMajor, runTool } from '../../../../src/wipe/backup/pg-tools.ts';
import { toolsFor } from '../../../support/backup-rig.ts';
import { makeRunFolder } from '../../../support/nuke.ts';

const folder = makeRunFolder();
afterAll(() => folder.remove());

/** A `pg_dump` that does what a test wants. */
function fake(script: string) {
  const path = join(folder.path, 'pg_dump');
  writeFileSync(path, `#!/bin/sh\n${script}\n`);
  chmodSync(path, 0o755);
  const tools = toolsFor('postgresql://me:s3cret-password@db.local:6543/my%20db?sslmode=require');
  return {
    ...tools,
    env: { PATH: `${folder.path}:/usr/bin:/bin`, HOME: '/root', AWS_SECRET: 'x' },
  };
}

test('the password goes through the environment, and nothing else of ours does', async () => {
  const said = await runTool('pg_dump', ['--x'], fake('echo "$@"; env | sort'));
  expect(said.split('\n')[0]).toBe('--x');
  expect(said).toContain('PGPASSWORD=s3cret-password');
  for (const pair of ['PGHOST=db.local', 'PGPORT=6543', 'PGDATABASE=my db', 'PGSSLMODE=require'])
    expect(said).toContain(pair);
  expect(said).not.toContain('AWS_SECRET');
});

test('what it says on failing is cut to one line, without contents', async () => {
  const fault = runTool(
    'pg_dump',
    [],
    fake('echo "pg_dump: error: no such table" >&2; echo "DETAIL: row (canary)" >&2; exit 3'),
  );
  await expect(fault).rejects.toMatchObject({
    code: 'E_FAILED',
    message: 'pg_dump ended with 3: pg_dump: error: no such table',
  });
});

test('one that hangs, or is not there, ends too', async () => {
  await expect(
    runTool('pg_dump', [], { ...fake('exec sleep 20'), timeoutMs: 50 }),
  ).rejects.toMatchObject({ message: 'pg_dump took too long' });
  await expect(
    runTool('pg_dump', [], { ...fake('exec sleep 20'), signal: AbortSignal.timeout(50) }),
  ).rejects.toMatchObject({ message: 'pg_dump was stopped' });
  await expect(
    runTool('pg_restore', [], { ...fake(''), env: { PATH: '/nowhere' } }),
  ).rejects.toMatchObject({ message: 'pg_restore is not on PATH' });
});

test('its version is asked for', async () => {
  expect(await findToolMajor('pg_dump', fake('echo "pg_dump (PostgreSQL) 17.2 (Debian)"'))).toBe(
    17,
  );
  expect(await findToolMajor('pg_dump', fake('echo nonsense'))).toBeNull();
  expect(await findToolMajor('pg_dump', { env: { PATH: '/nowhere' } })).toBeNull();
});
