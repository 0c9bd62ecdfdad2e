import { randomUUID } from 'node:crypto';
import {
  deleteRows,
  findRows,
  insertRow,
  readJson,
  type Row,
} from '../../db/queries/manage-rows.ts';
import { detectFormat, sealModel } from '../../stored-models/seal.ts';
import { runChange } from './change.ts';
import { isRecord, readFields, requireText, type FieldSpecs } from './fields.ts';
import { maskAll } from './masked.ts';
import { existsAlready, notThere, wrongField } from './refusal.ts';
import { requireSecrets } from './secrets.ts';
import { withWarnings } from './view.ts';
import { tableOf, type Operation, type Work } from './work.ts';

const FIELDS: FieldSpecs = {
  credential_name: 'id',
  credential_values: 'map',
  credential_info: 'map',
};
const TABLE = 'CredentialsTable';
const MOST_LISTED = 1_000;

/** `POST /credentials` */
const create: Operation = async (work) => {
  const { values, ignored } = readFields(work.body, FIELDS);
  const name = requireText(work.body, 'credential_name');
  const { credential_values: secrets, credential_info: info } = values;
  if (!isRecord(secrets)) throw wrongField('credential_values', 'is missing');
  return runChange(work, async (change) => {
    const { tx, now, actor } = change;
    const place = tableOf(work, TABLE);
    const [known] = await findRows(tx, place, { where: [{ column: 'credential_name', is: name }] });
    if (known !== undefined) throw existsAlready('credential', 'credential_name');
    const box = requireSecrets(work);
    const row = await insertRow(tx, place, {
      credential_id: randomUUID(),
      credential_name: name,
      credential_values: sealModel(secrets, box, await detectFormat(tx, work.catalog, box)),
      credential_info: info ?? {},
      created_at: now,
      created_by: actor,
      updated_at: now,
      updated_by: actor,
    });
    change.touch('model', name);
    change.audit({ action: 'created', table: TABLE, id: name, after: view(row) });
    return withWarnings({ success: true, message: 'Credential created successfully' }, ignored);
  });
};

/** `GET /credentials` */
const list: Operation = async (work) => {
  const rows = await findRows(work.database, tableOf(work, TABLE), {
    order: [{ column: 'credential_name' }],
    limit: MOST_LISTED,
  });
  return { success: true, credentials: rows.map(view) };
};

/** `GET /credentials/{name}`, `GET /credentials/by_name/{name}` */
const show: Operation = async (work) => {
  const name = nameOf(work).replace(/^by_name\//, '');
  return view(await findCredential(work, name));
};

/** `DELETE /credentials/{name}` */
const remove: Operation = async (work) => {
  const name = nameOf(work);
  const before = await findCredential(work, name);
  return runChange(work, async (change) => {
    const where = [{ column: 'credential_name', is: name }];
    await deleteRows(change.tx, tableOf(work, TABLE), where);
    change.touch('model', name);
    change.audit({ action: 'deleted', table: TABLE, id: name, before: view(before) });
    return { success: true, message: 'Credential deleted successfully' };
  });
};

/** `/credentials` */
export const credentialOperations = { create, list, show, remove } as const;

function nameOf({ params }: Work): string {
  return params[0] ?? '';
}

async function findCredential(work: Work, name: string): Promise<Row> {
  const where = [{ column: 'credential_name', is: name }];
  const [row] = await findRows(work.database, tableOf(work, TABLE), { where });
  if (row === undefined) throw notThere('credential', 'credential_name');
  return row;
}

/** The values are named, never shown. */
function view(row: Row): Row {
  return {
    credential_name: row['credential_name'],
    credential_values: maskAll(readJson(row['credential_values'])),
    credential_info: row['credential_info'] ?? {},
  };
}
