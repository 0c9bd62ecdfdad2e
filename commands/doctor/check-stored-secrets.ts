import { LlmgwError } from '../../src/core/errors.ts';
import { ServiceFault } from '../../src/core/service-fault.ts';
import { readCatalog } from '../../src/db/catalog.ts';
import type { Database } from '../../src/db/database.ts';
import { QueryFault } from '../../src/db/query-fault.ts';
import type { KeyringBox } from '../../src/stored-models/keyring-box.ts';
import { loadStoredModels } from '../../src/stored-models/load.ts';
import { openBox } from '../open-box.ts';
import type { CheckResult, Patient } from './check.ts';

type Outcome = Omit<CheckResult, 'check'>;

/** Whether the key at hand opens what the gateway reads from the database. Changes nothing. */
export async function checkStoredSecrets({ context, config }: Patient): Promise<Outcome | null> {
  const url = config?.general.databaseUrl ?? null;
  if (config === null || url === null) return null;
  const box = await openBox(config);
  if (box === null) return { status: 'skipped', detail: 'there is no key to open anything with' };
  try {
    return judge(await readAll(context.database(url, { maxConnections: 1 }), box), box.opened);
  } catch (thrown) {
    const isOfTheServer =
      thrown instanceof ServiceFault ||
      thrown instanceof QueryFault ||
      thrown instanceof LlmgwError;
    if (!isOfTheServer) throw thrown;
    return { status: 'skipped', detail: 'the database cannot be read: see postgres' };
  }
}

async function readAll(database: Database, box: KeyringBox): Promise<number> {
  const { unreadable } = await loadStoredModels(database, await readCatalog(database), box);
  return unreadable.length;
}

const HELP = 'llmgw reencrypt-db status tells which key is in use; set it as LITELLM_SALT_KEY';

function judge(unreadable: number, opened: number): Outcome {
  if (unreadable === 0) return { status: 'ok', detail: `${opened} values, all of them open` };
  const detail = `the key opens ${opened} values and not ${unreadable} others`;
  // Serve does not start then: whatever it wrote would be lost to the others.
  return { status: opened === 0 ? 'critical' : 'warning', detail, help: HELP };
}
