import { chmodSync, mkdtempSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, expect, test } from '@jest/globals';
import { dumpTables } from '../../../../src/wipe/backup/dump-tables.ts';
import { toolsFor } from '../../../support/backup-rig.ts';
import { makeRunFolder } from '../../../support/nuke.ts';
import { aManifest, aSubject, aTarget } from '../../../support/wipe-literals.ts';

const folder = makeRunFolder();
afterAll(() => folder.remove());

test('a dump that does not hold every table is none', async () => {
  for (const [name, script] of [
    ['pg_dump', 'exit 0'],
    ['pg_restore', 'echo "1; 0 1 TABLE DATA public LiteLLM_Config me"'],
  ] as const) {
    writeFileSync(join(folder.path, name), `#!/bin/sh\n${script}\n`);
    chmodSync(join(folder.path, name), 0o755);
  }
  const tools = { ...toolsFor('postgresql://h/d'), env: { PATH: `${folder.path}:/bin` } };
  const job = (...names: readonly string[]) => ({
    subject: aSubject({ manifest: aManifest({ targets: names.map((name) => aTarget(name, 1)) }) }),
    ...{ folder: mkdtempSync(join(folder.path, 'd-')), snapshot: 's', counted: [], tools },
  });
  expect(await dumpTables(job('LiteLLM_Config'))).toMatchObject({ dump: { name: 'tables.dump' } });
  await expect(dumpTables(job('LiteLLM_Config', 'LiteLLM_SpendLogs'))).rejects.toMatchObject({
    message: 'the dump lacks LiteLLM_SpendLogs',
  });
});
