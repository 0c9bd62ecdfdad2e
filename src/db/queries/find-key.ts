import type { Catalog } from '../catalog.ts';
import type { Queryable } from '../database.ts';
import { quoteName, quoteTable } from '../identifier.ts';
import {
  flagAt,
  jsonAt,
  numberAt,
  textAt,
  textsAt,
  timeAt,
  toTexts,
  type JsonObject,
  type RawRow,
} from '../read-columns.ts';
import { selectExisting, type Selection, type Source } from '../select-existing.ts';
import { parseSnapshot, type Snapshot } from '../snapshot.ts';
import { BUDGET_COLUMNS, overBudget, readLimits, type Limits } from './read-limits.ts';

/** A key, team, member, user, organisation or project, with the limits of its linked budget. */
export interface EntityRecord {
  readonly id: string;
  readonly alias: string | null;
  readonly blocked: boolean;
  readonly models: readonly string[];
  /** Models of its access groups: they widen a list of models. */
  readonly groupModels: readonly string[];
  /** US dollars. */
  readonly spend: number;
  readonly limits: Limits;
  readonly metadata: JsonObject;
  /** Other names for models. */
  readonly aliases: JsonObject;
}

/** A virtual key with everything it is joined with. */
export interface KeyRecord extends EntityRecord {
  readonly expiresAtMs: number | null;
  /** It was found by a replaced key, which is valid until then; null: by its own. */
  readonly revokedAtMs: number | null;
  readonly allowedRoutes: readonly string[];
  readonly userId: string | null;
  readonly teamId: string | null;
  readonly organizationId: string | null;
  readonly projectId: string | null;
  readonly agentId: string | null;
  readonly team: EntityRecord | null;
  /** The user in this team. Its id is the user's. */
  readonly member: EntityRecord | null;
  readonly user: (EntityRecord & { readonly role: string | null }) | null;
  readonly organization: EntityRecord | null;
  readonly project:
    (EntityRecord & { readonly modelRpm: JsonObject; readonly modelTpm: JsonObject }) | null;
  /** Ids of all the budgets that are linked. */
  readonly budgetIds: readonly string[];
  /** What the statement could see. */
  readonly snapshot: Snapshot;
}

/** Finds a key by the SHA-256 hex of its text, or of the text it had before it was replaced. */
export type FindKey = (db: Queryable, tokenHash: string) => Promise<KeyRecord | null>;

const KEY = 'LiteLLM_VerificationToken';
const REPLACED = 'LiteLLM_DeprecatedVerificationToken';
const OWN_LIMITS = [
  ...['max_budget', 'soft_budget', 'tpm_limit', 'rpm_limit', 'max_parallel_requests'],
  ...['budget_duration', 'budget_reset_at', 'model_max_budget'],
];

const SOURCES: readonly Source[] = [
  {
    as: 'key',
    table: KEY,
    columns: [
      ...['token', 'key_alias', 'blocked', 'expires', 'models', 'spend', 'metadata', 'aliases'],
      ...['user_id', 'team_id', 'project_id', 'agent_id', 'allowed_routes', 'organization_id'],
      ...OWN_LIMITS,
    ],
  },
  {
    as: 'team',
    table: 'LiteLLM_TeamTable',
    columns: [
      ...['team_id', 'team_alias', 'blocked', 'models', 'spend', 'metadata', 'organization_id'],
      ...OWN_LIMITS,
    ],
    on: { team_id: ['key.team_id'] },
  },
  {
    as: 'member',
    table: 'LiteLLM_TeamMembership',
    columns: ['user_id', 'spend'],
    on: { team_id: ['key.team_id'], user_id: ['key.user_id'] },
  },
  {
    as: 'user',
    table: 'LiteLLM_UserTable',
    columns: ['user_id', 'user_role', 'models', 'spend', 'metadata', ...OWN_LIMITS],
    on: { user_id: ['key.user_id'] },
  },
  {
    as: 'project',
    table: 'LiteLLM_ProjectTable',
    columns: [
      ...['project_id', 'project_alias', 'blocked', 'models', 'spend', 'metadata'],
      ...['model_rpm_limit', 'model_tpm_limit'],
    ],
    on: { project_id: ['key.project_id'] },
  },
  {
    as: 'organization',
    table: 'LiteLLM_OrganizationTable',
    columns: ['organization_id', 'organization_alias', 'models', 'spend', 'metadata'],
    on: { organization_id: ['key.organization_id', 'team.organization_id'] },
  },
  {
    as: 'team_model',
    table: 'LiteLLM_ModelTable',
    columns: ['aliases'],
    on: { id: ['team.model_id'] },
  },
  ...['key', 'member', 'project', 'organization'].map(budgetOf),
];

function budgetOf(owner: string): Source {
  return {
    as: `${owner}_budget`,
    table: 'LiteLLM_BudgetTable',
    columns: BUDGET_COLUMNS,
    on: { budget_id: [`${owner}.budget_id`] },
  };
}

/** Writes the statement for the tables and columns of a database; do it once. */
export function createFindKey(catalog: Catalog): FindKey {
  if (!catalog.has(KEY, 'token')) return async () => null;
  const text = writeStatement(catalog, selectExisting(catalog, SOURCES));
  return async (db, tokenHash) => {
    const { rows } = await db.query<RawRow>({ name: 'find-key', text, values: [tokenHash] });
    const [row] = rows;
    return row === undefined ? null : readKey(row);
  };
}

function writeStatement(catalog: Catalog, selection: Selection): string {
  const keys = quoteTable(catalog.schema, KEY);
  const replaced = catalog.has(REPLACED) ? quoteTable(catalog.schema, REPLACED) : null;
  const find = (column: string): string =>
    `(SELECT ${column} FROM ${replaced} WHERE token = $1 ORDER BY revoke_at DESC LIMIT 1)`;
  const revoked =
    replaced === null ? 'NULL' : `CASE WHEN "key".token <> $1 THEN ${find('revoke_at')} END`;
  const wanted =
    replaced === null
      ? '$1'
      : `COALESCE((SELECT token FROM ${keys} WHERE token = $1), ${find('active_token_id')})`;
  return `
    SELECT ${selection.columns}, ${revoked} AS revoked_at,
           ${groupModels(catalog, selection, 'key')} AS "key.group_models",
           ${groupModels(catalog, selection, 'team')} AS "team.group_models",
           pg_current_snapshot()::text AS snapshot
      FROM ${selection.from}
     WHERE "key".token = ${wanted}`;
}

/** Names of the models in the access groups of a key or team. */
function groupModels(catalog: Catalog, selection: Selection, owner: 'key' | 'team'): string {
  const table = 'LiteLLM_AccessGroupTable';
  const ids = selection.column(`${owner}.access_group_ids`);
  if (ids === null || !catalog.has(table, 'access_model_names')) return 'NULL';
  const name = quoteName('name');
  return `(SELECT array_agg(DISTINCT ${name})
             FROM ${quoteTable(catalog.schema, table)} g, unnest(g.access_model_names) ${name}
            WHERE g.access_group_id = ANY(${ids}))`;
}

function readKey(row: RawRow): KeyRecord {
  const key = readEntity(row, 'key', 'token', 'key_alias');
  return {
    ...(key ?? NOTHING),
    limits: overBudget(readLimits(row, 'key'), readLimits(row, 'key_budget')),
    expiresAtMs: timeAt(row, 'key.expires'),
    revokedAtMs: timeAt(row, 'revoked_at'),
    allowedRoutes: textsAt(row, 'key.allowed_routes'),
    userId: idAt(row, 'key.user_id'),
    teamId: idAt(row, 'key.team_id'),
    organizationId: idAt(row, 'key.organization_id') ?? idAt(row, 'team.organization_id'),
    projectId: idAt(row, 'key.project_id'),
    agentId: idAt(row, 'key.agent_id'),
    ...readOwners(row),
    budgetIds: toTexts(
      ['key', 'member', 'project', 'organization'].map((as) => row[`${as}_budget.budget_id`]),
    ),
    snapshot: parseSnapshot(textAt(row, 'snapshot')),
  };
}

function readOwners(
  row: RawRow,
): Pick<KeyRecord, 'team' | 'member' | 'user' | 'organization' | 'project'> {
  const team = readEntity(row, 'team', 'team_id', 'team_alias');
  const user = readEntity(row, 'user', 'user_id', null);
  const project = readEntity(row, 'project', 'project_id', 'project_alias');
  return {
    team: team && { ...team, aliases: jsonAt(row, 'team_model.aliases') },
    member: readEntity(row, 'member', 'user_id', null),
    user: user && { ...user, role: textAt(row, 'user.user_role') },
    organization: readEntity(row, 'organization', 'organization_id', 'organization_alias'),
    project: project && {
      ...project,
      modelRpm: jsonAt(row, 'project.model_rpm_limit'),
      modelTpm: jsonAt(row, 'project.model_tpm_limit'),
    },
  };
}

const NOTHING: EntityRecord = {
  id: '',
  alias: null,
  blocked: false,
  models: [],
  groupModels: [],
  spend: 0,
  limits: readLimits({}, ''),
  metadata: {},
  aliases: {},
};

/** Those with limits of their own have no linked budget, and the other way round; keys have both. */
function readEntity(
  row: RawRow,
  as: string,
  idColumn: string,
  aliasColumn: string | null,
): EntityRecord | null {
  const id = textAt(row, `${as}.${idColumn}`);
  if (id === null) return null;
  return {
    id,
    alias: aliasColumn === null ? null : textAt(row, `${as}.${aliasColumn}`),
    blocked: flagAt(row, `${as}.blocked`),
    models: textsAt(row, `${as}.models`),
    groupModels: textsAt(row, `${as}.group_models`),
    spend: numberAt(row, `${as}.spend`) ?? 0,
    limits: readLimits(row, OWNED.has(as) ? as : `${as}_budget`),
    metadata: jsonAt(row, `${as}.metadata`),
    aliases: jsonAt(row, `${as}.aliases`),
  };
}

const OWNED = new Set(['key', 'team', 'user']);

/** LiteLLM writes an empty text where it means none. */
function idAt(row: RawRow, name: string): string | null {
  const id = textAt(row, name);
  return id === '' ? null : id;
}
