import { createHash } from 'node:crypto';
import type { Catalog } from '../db/catalog.ts';
import type { Queryable } from '../db/database.ts';
import { findRows, readJson, type Row } from '../db/queries/manage-rows.ts';
import type { UnreadableModel } from './findings.ts';
import { openLeaves } from './open-leaves.ts';
import type { SecretBox, SecretPlace } from './secret-box.ts';

type Plain = Readonly<Record<string, unknown>>;

/** What the database configures, opened: it holds secrets, so it is built from and let go. */
export interface StoredModels {
  /** As entries of `model_list`; blocked models and those with unreadable values are left out. */
  readonly entries: readonly Plain[];
  /** `environment_variables`, names as written. */
  readonly environment: Readonly<Record<string, string>>;
  /** Values that no key opens, of models or not. */
  readonly unreadable: readonly SecretPlace[];
  readonly unreadableModels: readonly UnreadableModel[];
  /** SHA-256 over all of the above: equal, nothing has changed. */
  readonly hash: string;
}

const MODELS = 'LiteLLM_ProxyModelTable';
const CREDENTIALS = 'LiteLLM_CredentialsTable';
const CONFIG = 'LiteLLM_Config';

/** Reads models, credentials and environment variables; missing tables hold nothing. */
export async function loadStoredModels(
  db: Queryable,
  catalog: Catalog,
  box: SecretBox,
): Promise<StoredModels> {
  const unreadable: SecretPlace[] = [];
  const reader = { db, catalog, box, unreadable };
  const credentials = await readCredentials(reader);
  const environment = await readEnvironment(reader);
  const entries: Plain[] = [];
  const unreadableModels: UnreadableModel[] = [];
  for (const row of await rowsOf(reader, MODELS, 'model_id')) {
    if (isBlocked(row)) continue;
    const model = readModel(reader, row, credentials);
    if ('entry' in model) entries.push(model.entry);
    else unreadableModels.push(model);
  }
  const content = JSON.stringify([entries, environment, unreadable, unreadableModels]);
  const hash = createHash('sha256').update(content).digest('hex');
  return { entries, environment, unreadable, unreadableModels, hash };
}

interface Reader {
  readonly db: Queryable;
  readonly catalog: Catalog;
  readonly box: SecretBox;
  /** Everything that could not be opened is put here. */
  readonly unreadable: SecretPlace[];
}

async function rowsOf(
  { db, catalog }: Reader,
  table: string,
  key: string,
): Promise<readonly Row[]> {
  if (!catalog.has(table)) return [];
  return findRows(db, { catalog, table }, { order: [{ column: key }] });
}

/** A credential: its values, or where it could not be opened. */
type Credential = { readonly values: Plain } | { readonly places: readonly SecretPlace[] };

async function readCredentials(reader: Reader): Promise<ReadonlyMap<string, Credential>> {
  const credentials = new Map<string, Credential>();
  for (const row of await rowsOf(reader, CREDENTIALS, 'credential_name')) {
    const place = {
      table: CREDENTIALS,
      column: 'credential_values',
      row: text(row['credential_id']),
    };
    const { value, unreadable } = openLeaves(readJson(row['credential_values']), reader.box, place);
    reader.unreadable.push(...unreadable);
    const name = text(row['credential_name']);
    credentials.set(
      name,
      unreadable.length > 0 ? { places: unreadable } : { values: record(value) },
    );
  }
  return credentials;
}

/** A variable that cannot be opened is not set. */
async function readEnvironment(reader: Reader): Promise<Readonly<Record<string, string>>> {
  const rows = await rowsOf(reader, CONFIG, 'param_name');
  const row = rows.find(({ param_name: name }) => name === 'environment_variables');
  if (row === undefined) return {};
  const place = { table: CONFIG, column: 'param_value', row: 'environment_variables' };
  const { value, unreadable } = openLeaves(readJson(row['param_value']), reader.box, place);
  reader.unreadable.push(...unreadable);
  const variables = Object.entries(record(value)).flatMap(([name, item]) =>
    isScalar(item) ? [[name, String(item)] as const] : [],
  );
  return Object.fromEntries(variables);
}

type ReadModel = { readonly entry: Plain } | UnreadableModel;

function readModel(
  reader: Reader,
  row: Row,
  credentials: ReadonlyMap<string, Credential>,
): ReadModel {
  const model = { id: text(row['model_id']), name: text(row['model_name']) };
  const place = { table: MODELS, column: 'litellm_params', row: model.id };
  const { value, unreadable } = openLeaves(readJson(row['litellm_params']), reader.box, place);
  reader.unreadable.push(...unreadable);
  if (unreadable.length > 0) return { ...model, places: unreadable };
  const params = record(value);
  const credential = credentials.get(text(params['litellm_credential_name']));
  if (credential !== undefined && 'places' in credential) {
    return { ...model, places: credential.places };
  }
  return {
    entry: {
      model_name: model.name,
      litellm_params: credential === undefined ? params : fill(params, credential.values),
      model_info: { ...record(readJson(row['model_info'])), id: model.id, db_model: true },
    },
  };
}

/** What the model says itself wins. */
function fill(params: Plain, values: Plain): Plain {
  const { litellm_credential_name: _, ...own } = params;
  return { ...values, ...own };
}

/** Newer versions have a column for it, others a field. */
function isBlocked(row: Row): boolean {
  return row['blocked'] === true || record(readJson(row['model_info']))['blocked'] === true;
}

function record(value: unknown): Plain {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return {};
  return Object.fromEntries(Object.entries(value));
}

function isScalar(value: unknown): value is string | number | boolean {
  return typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean';
}

function text(value: unknown): string {
  return typeof value === 'string' ? value : '';
}
