import type { Row } from '../../../db/queries/manage-rows.ts';
import { isRecord, readField, readFields, type FieldSpecs } from '../fields.ts';
import { mergeMetadata } from '../metadata.ts';
import { wrongField } from '../refusal.ts';
import { endOf, resetTimes } from '../times.ts';
import type { Work } from '../work.ts';

/** Fields that are columns of `LiteLLM_VerificationToken`. */
const COLUMNS: FieldSpecs = {
  key_alias: 'id',
  models: 'texts',
  aliases: 'map',
  config: 'map',
  permissions: 'map',
  metadata: 'map',
  spend: 'amount',
  max_budget: 'amount',
  budget_duration: 'period',
  budget_id: 'id',
  user_id: 'id',
  team_id: 'id',
  organization_id: 'id',
  project_id: 'id',
  agent_id: 'id',
  max_parallel_requests: 'count',
  tpm_limit: 'limit',
  rpm_limit: 'limit',
  model_max_budget: 'map',
  blocked: 'boolean',
  allowed_routes: 'texts',
  allowed_cache_controls: 'texts',
  router_settings: 'map',
  policies: 'texts',
  access_group_ids: 'texts',
  auto_rotate: 'boolean',
  rotation_interval: 'duration',
};

/** Fields that LiteLLM keeps inside `metadata`. */
const METADATA: FieldSpecs = {
  tags: 'texts',
  guardrails: 'texts',
  prompts: 'texts',
  enforced_params: 'texts',
  allowed_passthrough_routes: 'texts',
  model_rpm_limit: 'map',
  model_tpm_limit: 'map',
  tpm_limit_type: 'id',
  rpm_limit_type: 'id',
  temp_budget_increase: 'amount',
  temp_budget_expiry: 'id',
};

/** Fields with a meaning of their own. */
const SPECIAL: FieldSpecs = {
  key: 'text',
  duration: 'duration',
  soft_budget: 'amount',
  key_type: 'id',
  object_permission: 'map',
};

const ALL: FieldSpecs = { ...COLUMNS, ...METADATA, ...SPECIAL };

/** What `key_type` allows. */
const ROUTES_OF_TYPE: Readonly<Record<string, readonly string[] | null>> = {
  default: null,
  llm_api: ['llm_api_routes'],
  management: ['management_routes'],
  read_only: ['info_routes'],
};

/** What a body says about a key. */
export interface KeyFields {
  /** Columns to write. */
  readonly row: Row;
  /** A tier to make for it, which only warns; null: none. */
  readonly softBudget: number | null;
  /** Columns of `LiteLLM_ObjectPermissionTable`; null: nothing is said of them. */
  readonly objectPermission: Row | null;
  readonly ignored: readonly string[];
}

/**
 * Reads what a body says about a key. `before`: the row, when there is one; `known`: further fields
 * that the operation reads itself. Throws a `Refusal`.
 */
export function readKeyFields(
  work: Work,
  before: Row | null = null,
  known: readonly string[] = [],
): KeyFields {
  const body = Object.fromEntries(
    Object.entries(work.body).filter(([name]) => !known.includes(name)),
  );
  const endless = body['duration'] === '-1';
  if (endless) body['duration'] = null;
  const { values, ignored } = readFields(body, ALL);
  const columns = pick(values, COLUMNS);
  const row = {
    ...columns,
    ...mergeMetadata({ body, values, before, specs: METADATA }),
    ...expiryOf(work, values),
    ...resetTimes(work, values),
    ...rotationOf(work, values, before),
    ...routesOf(values),
  };
  const { soft_budget: softBudget, object_permission: permission } = values;
  return {
    row,
    softBudget: typeof softBudget === 'number' ? softBudget : null,
    objectPermission: isRecord(permission) ? readPermission(permission) : null,
    ignored,
  };
}

function pick(values: Row, specs: FieldSpecs): Row {
  return Object.fromEntries(Object.entries(values).filter(([name]) => Object.hasOwn(specs, name)));
}

function expiryOf(work: Work, values: Row): Row {
  if (!Object.hasOwn(values, 'duration')) return {};
  return { expires: endOf(work, 'duration', values['duration']) };
}

function rotationOf(work: Work, values: Row, before: Row | null): Row {
  if (!Object.hasOwn(values, 'auto_rotate') && !Object.hasOwn(values, 'rotation_interval')) {
    return {};
  }
  const isOn = values['auto_rotate'] ?? before?.['auto_rotate'];
  const interval = values['rotation_interval'] ?? before?.['rotation_interval'];
  const next = isOn === true ? endOf(work, 'rotation_interval', interval) : null;
  return { key_rotation_at: next };
}

function routesOf({ key_type: type, allowed_routes: routes }: Row): Row {
  if (typeof type !== 'string') return {};
  const allowed = Object.hasOwn(ROUTES_OF_TYPE, type) ? ROUTES_OF_TYPE[type] : undefined;
  if (allowed === undefined) {
    throw wrongField('key_type', `must be one of ${Object.keys(ROUTES_OF_TYPE).join(', ')}`);
  }
  return allowed === null || routes !== undefined ? {} : { allowed_routes: allowed };
}

const PERMISSION: FieldSpecs = {
  mcp_servers: 'texts',
  mcp_access_groups: 'texts',
  mcp_tool_permissions: 'map',
  vector_stores: 'texts',
  agents: 'texts',
  agent_access_groups: 'texts',
  blocked_tools: 'texts',
  models: 'texts',
};

/** An unknown name here would be a restriction that does not restrict: refused. */
function readPermission(given: Row): Row {
  const { values, ignored } = readFields(given, PERMISSION);
  const [unknown] = ignored;
  if (unknown !== undefined) {
    const known = Object.keys(PERMISSION).join(', ');
    throw wrongField('object_permission', `holds "${unknown.slice(0, 100)}"; known are ${known}`);
  }
  return values;
}

/** `duration` of a body as LiteLLM's answer repeats it. */
export function readDuration(work: Work, field: string): string | null {
  const value = readField(field, work.body[field] ?? null, 'duration');
  return typeof value === 'string' ? value : null;
}
