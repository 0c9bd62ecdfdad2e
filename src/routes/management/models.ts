import { randomUUID } from 'node:crypto';
import type { Queryable } from '../../db/database.ts';
import {
  deleteRows,
  findRows,
  insertRow,
  readJson,
  updateRows,
  type Row,
} from '../../db/queries/manage-rows.ts';
import { badRequest } from '../../gateway/refusals.ts';
import { openLeaves } from '../../stored-models/open-leaves.ts';
import { detectFormat, sealModel } from '../../stored-models/seal.ts';
import { runChange } from './change.ts';
import { readFields, isRecord, requireText, type FieldSpecs } from './fields.ts';
import { maskParams } from './masked.ts';
import { existsAlready, notThere, Refusal, wrongField } from './refusal.ts';
import { requireSecrets } from './secrets.ts';
import { textOf, withWarnings } from './view.ts';
import { tableOf, type Change, type Operation, type Work } from './work.ts';

const FIELDS: FieldSpecs = { model_name: 'id', litellm_params: 'map', model_info: 'map' };
const TABLE = 'ProxyModelTable';

/** What a body says about a model. */
interface ModelFields {
  readonly name: string | null;
  readonly params: Row;
  readonly info: Row;
  /** `model_info.id` */
  readonly id: string | null;
  readonly ignored: readonly string[];
}

/** `POST /model/new` */
const create: Operation = async (work) => {
  const { name, params, info, id, ignored } = readModel(work);
  if (name === null) throw wrongField('model_name', 'is missing');
  if (textOf(params, 'model') === null) throw wrongField('litellm_params.model', 'is missing');
  const modelId = id ?? randomUUID();
  return runChange(work, async (change) => {
    const { tx, now, actor } = change;
    if ((await findModel(work, tx, modelId)) !== null)
      throw existsAlready('model', 'model_info.id');
    const stored = { ...info, id: modelId, db_model: true };
    await checkModel(change, { model_name: name, litellm_params: params, model_info: stored });
    const row = await insertRow(tx, tableOf(work, TABLE), {
      model_id: modelId,
      model_name: name,
      litellm_params: await sealed(change, params),
      model_info: stored,
      created_at: now,
      created_by: actor,
      updated_at: now,
      updated_by: actor,
    });
    const view = { ...row, litellm_params: maskParams(params) };
    change.touch('model', modelId);
    change.audit({ action: 'created', table: TABLE, id: modelId, after: view });
    return withWarnings(view, ignored);
  });
};

/** `POST /model/update`: `model_info.id`, or the path, says which; parameters are added to those it has. */
const change: Operation = async (work) => {
  const { name, params, info, ignored, ...given } = readModel(work);
  const id = work.params[0] ?? given.id;
  if (id === null) throw wrongField('model_info.id', 'is missing');
  return runChange(work, async (change) => {
    const { tx, now, actor } = change;
    const before = await findModel(work, tx, id);
    if (before === null) throw notThere('model', 'model_info.id');
    const known = readJson(before['litellm_params']);
    const opened = openParams(work, before);
    const merged = { ...opened, ...params };
    const stored = { ...asRecord(readJson(before['model_info'])), ...info, id, db_model: true };
    const newName = name ?? textOf(before, 'model_name') ?? '';
    await checkModel(change, { model_name: newName, litellm_params: merged, model_info: stored });
    const [after = before] = await updateRows(tx, tableOf(work, TABLE), {
      where: [{ column: 'model_id', is: id }],
      set: {
        model_name: newName,
        // What is not changed keeps its ciphertext.
        litellm_params: { ...asRecord(known), ...(await sealed(change, params)) },
        model_info: stored,
        updated_at: now,
        updated_by: actor,
      },
    });
    const view = { ...after, litellm_params: maskParams(merged) };
    change.touch('model', id);
    const shownBefore = { ...before, litellm_params: maskParams(opened) };
    change.audit({ action: 'updated', table: TABLE, id, before: shownBefore, after: view });
    return withWarnings(view, ignored);
  });
};

/** `POST /model/delete`: `{"id": …}` */
const remove: Operation = async (work) => {
  const id = requireText(work.body, 'id');
  return runChange(work, async (change) => {
    if ((await findModel(work, change.tx, id)) === null) throw notThere('model', 'id');
    await deleteRows(change.tx, tableOf(work, TABLE), [{ column: 'model_id', is: id }]);
    change.touch('model', id);
    change.audit({ action: 'deleted', table: TABLE, id });
    return { message: 'Model was deleted.', id };
  });
};

/** `/model/new`, `/model/update`, `/model/delete` */
export const modelOperations = { create, change, remove } as const;

function readModel({ body }: Work): ModelFields {
  const { values, ignored } = readFields(body, FIELDS);
  const info = asRecord(values['model_info']);
  return {
    name: textOf(values, 'model_name'),
    params: asRecord(values['litellm_params']),
    info,
    id: readId(info),
    ignored,
  };
}

function readId(info: Row): string | null {
  return info['id'] === undefined || info['id'] === null ? null : requireText(info, 'id');
}

async function findModel(work: Work, tx: Queryable, id: string): Promise<Row | null> {
  const where = [{ column: 'model_id', is: id }];
  const [row] = await findRows(tx, tableOf(work, TABLE), { where, lock: true });
  return row ?? null;
}

/** Parameters in the clear, those that no key opens left out: they can only be replaced. */
function openParams(work: Work, row: Row): Row {
  const place = {
    table: `LiteLLM_${TABLE}`,
    column: 'litellm_params',
    row: String(row['model_id']),
  };
  return asRecord(openLeaves(readJson(row['litellm_params']), requireSecrets(work), place).value);
}

async function sealed({ work, tx }: Change, params: Row): Promise<Row> {
  const box = requireSecrets(work);
  return sealModel(params, box, await detectFormat(tx, work.catalog, box));
}

/** What could not be served is not stored; a credential of the database is taken for granted. */
async function checkModel({ work, tx }: Change, entry: Row): Promise<void> {
  const params = asRecord(entry['litellm_params']);
  const credential = textOf(params, 'litellm_credential_name');
  if (credential !== null && (await isStored(work, tx, credential))) return;
  const problem = work.parts.checkModel(entry);
  if (problem === null) return;
  throw new Refusal(
    badRequest('unusable_model', `The model cannot be served: ${problem}`, 'litellm_params'),
  );
}

async function isStored(work: Work, tx: Queryable, name: string): Promise<boolean> {
  const where = [{ column: 'credential_name', is: name }];
  return (await findRows(tx, tableOf(work, 'CredentialsTable'), { where })).length > 0;
}

function asRecord(value: unknown): Row {
  return isRecord(value) ? value : {};
}
