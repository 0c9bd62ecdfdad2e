import type { ApiError } from '../core/api-error.ts';
import type { KeyRecord } from '../db/queries/find-key.ts';
import { toJsonObject, toTexts, type JsonObject } from '../db/read-columns.ts';
import type { KeyGrant } from './access.ts';
import {
  compileBudget,
  compileModelBudgets,
  type BudgetRule,
  type ModelBudget,
  type Reading,
} from './budget-rules.ts';
import type { Caller } from './caller.ts';
import { compileModels, keyModels, type ModelLevel, type ModelRule } from './model-rule.ts';
import { compileModelRates, compileRates, type RateRule } from './rate-rules.ts';
import { blocked, expired, UNKNOWN_KEY } from './refusals.ts';
import { compileRoutes, type RouteRule } from './route-rule.ts';

/** A key as it was read, with everything that can be worked out before a request comes. */
export class KnownKey implements KeyGrant {
  readonly keyHash: string;
  readonly role: string | null;
  readonly record: KeyRecord;
  readonly routes: RouteRule | null;
  readonly models: readonly (readonly [ModelLevel, ModelRule])[];
  /** The key's own comes first. */
  readonly budgets: readonly BudgetRule[];
  readonly modelBudgets: ReadonlyMap<string, ModelBudget>;
  readonly rates: readonly RateRule[];
  readonly modelRates: readonly ReadonlyMap<string, RateRule>[];
  /** Of a request that names neither an end user nor tags. */
  readonly caller: Caller;
  readonly #refusal: ApiError | null;

  /** `mark`: of the ledger, from before the row was read. */
  constructor(record: KeyRecord, mark: number) {
    this.record = record;
    this.keyHash = record.id;
    this.role = record.user?.role ?? null;
    this.routes = compileRoutes(record.allowedRoutes);
    this.models = compileLevels(record);
    this.budgets = compileBudgets(record, { snapshot: record.snapshot, mark });
    this.modelBudgets = compileModelBudgets(record.id, record.limits.modelMaxBudget);
    this.rates = compileAllRates(record);
    this.modelRates = compileAllModelRates(record);
    this.caller = toCaller(record);
    this.#refusal = findBlock(record);
  }

  /** Why the key may not be used at all; null: it may. */
  refusal(wallMs: number): ApiError | null {
    const { revokedAtMs, expiresAtMs } = this.record;
    if (revokedAtMs !== null && wallMs >= revokedAtMs) return UNKNOWN_KEY;
    if (this.#refusal !== null) return this.#refusal;
    return expiresAtMs !== null && wallMs > expiresAtMs ? expired(expiresAtMs) : null;
  }

  /** Whether anything of it was read from that team, user, budget… */
  concerns(kind: string, id: string): boolean {
    const { userId, teamId, organizationId, projectId, budgetIds } = this.record;
    if (kind === 'budget') return budgetIds.includes(id);
    const own: Readonly<Record<string, string | null>> = {
      key: this.keyHash,
      user: userId,
      team: teamId,
      organization: organizationId,
      project: projectId,
    };
    return own[kind] === id;
  }

  /** What the team, and then the key, call by this name. */
  resolveAlias(model: string): string {
    const { team, aliases } = this.record;
    return aliasOf(aliases, aliasOf(team?.aliases ?? {}, model));
  }
}

function aliasOf(aliases: JsonObject, model: string): string {
  const target = Object.hasOwn(aliases, model) ? aliases[model] : null;
  return typeof target === 'string' && target !== '' ? target : model;
}

function findBlock({ blocked: isBlocked, team, project }: KeyRecord): ApiError | null {
  if (isBlocked) return blocked('Key');
  if (team?.blocked === true) return blocked(`Team=${team.id}`);
  return project?.blocked === true ? blocked(`Project=${project.id}`) : null;
}

/** The user's list binds only keys that are not a team's. */
function compileLevels(record: KeyRecord): [ModelLevel, ModelRule][] {
  const { team, project, organization, teamId } = record;
  const user = teamId === null ? record.user : null;
  const levels: [ModelLevel, ModelRule | null][] = [
    ['key', compileModels(keyModels(record.models, team), record.groupModels)],
    ['team', compileModels(team?.models ?? [], team?.groupModels)],
    ['user', compileModels(user?.models ?? [])],
    ['project', compileModels(project?.models ?? [])],
    ['org', compileModels(organization?.models ?? [])],
  ];
  return levels.filter((level): level is [ModelLevel, ModelRule] => level[1] !== null);
}

function compileBudgets(record: KeyRecord, reading: Reading): BudgetRule[] {
  const { team, member, user, organization, project } = record;
  // A team's key spends its user's money, but is bound by the team's budget only.
  const binds = record.teamId === null;
  const rules = [
    compileBudget({ ...record, entity: { target: 'key', ids: [record.id] } }, reading),
    team && compileBudget({ ...team, entity: { target: 'team', ids: [team.id] } }, reading),
    member &&
      compileBudget(
        { ...member, entity: { target: 'team_member', ids: [member.id, record.teamId ?? ''] } },
        reading,
      ),
    user && compileBudget({ ...user, binds, entity: { target: 'user', ids: [user.id] } }, reading),
    organization &&
      compileBudget(
        { ...organization, entity: { target: 'organization', ids: [organization.id] } },
        reading,
      ),
    project &&
      compileBudget({ ...project, entity: { target: 'project', ids: [project.id] } }, reading),
  ];
  return rules.filter((rule) => rule !== null);
}

function compileAllRates(record: KeyRecord): RateRule[] {
  const { team, user, member, organization, project } = record;
  const rules = [
    compileRates('api_key', record.id, record.limits),
    team && compileRates('team', team.id, team.limits),
    user && compileRates('user', user.id, user.limits),
    member && compileRates('team_member', `${record.teamId ?? ''}:${member.id}`, member.limits),
    organization && compileRates('organization', organization.id, organization.limits),
    project && compileRates('project', project.id, project.limits),
  ];
  return rules.filter((rule) => rule !== null);
}

function compileAllModelRates(record: KeyRecord): ReadonlyMap<string, RateRule>[] {
  const { team, project } = record;
  const ofMetadata = (label: string, id: string, { metadata }: Pick<KeyRecord, 'metadata'>) =>
    compileModelRates(
      label,
      id,
      toJsonObject(metadata['model_rpm_limit']),
      toJsonObject(metadata['model_tpm_limit']),
    );
  return [
    ofMetadata('model_per_key', record.id, record),
    ...(team === null ? [] : [ofMetadata('model_per_team', team.id, team)]),
    ...(project === null
      ? []
      : [compileModelRates('model_per_project', project.id, project.modelRpm, project.modelTpm)]),
  ].filter((rules) => rules.size > 0);
}

function toCaller(record: KeyRecord): Caller {
  const tags = [record.metadata, record.team?.metadata ?? {}].flatMap(({ tags }) => toTexts(tags));
  return {
    keyHash: record.id,
    keyAlias: record.alias ?? '',
    userId: record.userId ?? '',
    teamId: record.teamId ?? '',
    teamAlias: record.team?.alias ?? '',
    organizationId: record.organizationId ?? '',
    projectId: record.projectId ?? '',
    agentId: record.agentId ?? '',
    endUserId: '',
    tags: [...new Set(tags)],
  };
}
