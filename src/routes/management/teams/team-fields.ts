import { insertRow, updateRows, type Row } from '../../../db/queries/manage-rows.ts';
import { isRecord, readFields, type FieldSpecs } from '../fields.ts';
import { mergeMetadata } from '../metadata.ts';
import { resetTimes } from '../times.ts';
import { tableOf, type Change, type Work } from '../work.ts';

/** Fields that are columns of `LiteLLM_TeamTable`. */
const COLUMNS: FieldSpecs = {
  team_id: 'id',
  team_alias: 'id',
  organization_id: 'id',
  metadata: 'map',
  max_budget: 'amount',
  soft_budget: 'amount',
  budget_duration: 'period',
  models: 'texts',
  max_parallel_requests: 'count',
  tpm_limit: 'limit',
  rpm_limit: 'limit',
  blocked: 'boolean',
  model_max_budget: 'map',
  team_member_permissions: 'texts',
  router_settings: 'map',
  policies: 'texts',
  access_group_ids: 'texts',
};

/** Fields that LiteLLM keeps inside `metadata`. */
const METADATA: FieldSpecs = {
  tags: 'texts',
  guardrails: 'texts',
  prompts: 'texts',
  model_rpm_limit: 'map',
  model_tpm_limit: 'map',
};

/** What a body says about a team. */
export interface TeamFields {
  readonly row: Row;
  /** Public name → model, for this team alone; null: nothing is said of it. */
  readonly aliases: Row | null;
  readonly ignored: readonly string[];
}

/** Reads a body; `known`: fields the operation reads itself. Throws a `Refusal`. */
export function readTeamFields(
  work: Work,
  before: Row | null,
  known: readonly string[] = [],
): TeamFields {
  const given = Object.entries(work.body).filter(([name]) => !known.includes(name));
  const body = Object.fromEntries(given);
  const all: FieldSpecs = { ...COLUMNS, ...METADATA, model_aliases: 'map' };
  const { values, ignored } = readFields(body, all);
  const columns = Object.entries(values).filter(([name]) => Object.hasOwn(COLUMNS, name));
  const { model_aliases: aliases } = values;
  return {
    row: {
      ...Object.fromEntries(columns),
      ...mergeMetadata({ body, values, before, specs: METADATA }),
      ...resetTimes(work, values),
    },
    aliases: isRecord(aliases) ? aliases : null,
    ignored,
  };
}

/** Writes a team's aliases into their table and gives the column that points there. */
export async function writeAliases(
  { work, tx, now, actor }: Change,
  { aliases }: TeamFields,
  before: Row | null,
): Promise<Row> {
  if (aliases === null) return {};
  const place = tableOf(work, 'ModelTable');
  const updated = { aliases, updated_at: now, updated_by: actor };
  const known = before?.['model_id'];
  if (typeof known === 'number') {
    await updateRows(tx, place, { where: [{ column: 'id', is: String(known) }], set: updated });
    return {};
  }
  const row = await insertRow(tx, place, { ...updated, created_at: now, created_by: actor });
  return { model_id: row['id'] };
}
