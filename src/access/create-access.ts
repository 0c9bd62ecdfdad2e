import { TooManyLoads } from '../cache/ttl-cache.ts';
import type { ApiError } from '../core/api-error.ts';
import type { Clock } from '../core/clock.ts';
import type { Catalog } from '../db/catalog.ts';
import type { Queryable } from '../db/database.ts';
import type { Access, Admission, EntityKind, KeyGrant, ModelUse, Soon } from './access.ts';
import { AdmittedCall, type Counters } from './admitted-call.ts';
import type { BudgetRule, ModelBudget } from './budget-rules.ts';
import type { Caller } from './caller.ts';
import {
  checkBudgets,
  checkModelBudget,
  type OpenBudget,
  type SoftBudgetAlert,
} from './check-budgets.ts';
import { checkModels } from './check-models.ts';
import { checkRates } from './check-rates.ts';
import { Directory } from './directory.ts';
import type { KnownEndUser, TagBudgets } from './known-customer.ts';
import { KnownKey } from './known-key.ts';
import { MemoryLimitStore, type LimitStore } from './limit-store.ts';
import type { GroupsOf } from './model-rule.ts';
import { ModelSpend } from './model-spend.ts';
import type { RateRule } from './rate-rules.ts';
import { blocked, DATABASE_AWAY, KEYS_BUSY, routeDenied, UNKNOWN_KEY } from './refusals.ts';
import { allowsPath } from './route-rule.ts';
import type { SpendEntity } from './spend-entity.ts';
import { SpendLedger } from './spend-ledger.ts';

/** What access is made of. */
export interface AccessParts {
  readonly db: Queryable;
  /** Of the database as it was when the program began. */
  readonly catalog: Catalog;
  readonly clock: Clock;
  /** Model groups of an access group; asked on the path of requests, so it must be cheap. */
  readonly groupsOf: GroupsOf;
  /** What everybody together may spend, US dollars. Default null: no limit. */
  readonly proxyBudget?: number | null;
  /** How long a row is believed, milliseconds. Default 60,000. */
  readonly keyTtlMs?: number;
  /** `litellm_settings.budget_exceeded_status_code`. Default 400. */
  readonly budgetExceededStatus?: number;
  /** Default: counters of this process. */
  readonly limits?: LimitStore;
  /** Told once for each row that was read while it is passed. */
  readonly onSoftBudget?: (alert: SoftBudgetAlert) => void;
  /** Told of every look-up that failed. */
  readonly onFault?: (thrown: unknown) => void;
}

/** Virtual keys, with what only the composition root needs. */
export interface AccessService extends Access {
  /**
   * Charges that `settle` took are in the database now. `xid`: the `pg_current_xact_id()` that wrote
   * them; without it they count twice for up to a minute if a row was read in that very moment.
   */
  onFlushed(entity: SpendEntity, amountUsd: number, xid?: number): void;
}

/** Makes the access to one database. Rows are read when they are needed. */
export function createAccess(parts: AccessParts): AccessService {
  return new DatabaseAccess(parts);
}

/** What a call is held against, beside its key. */
interface Company {
  readonly endUser: KnownEndUser | null;
  readonly tags: TagBudgets;
  /** Of everybody together. */
  readonly proxy: BudgetRule | null;
}

const NO_TAGS: TagBudgets = new Map();

class DatabaseAccess implements AccessService {
  readonly #parts: AccessParts;
  readonly #ledger: SpendLedger;
  readonly #directory: Directory;
  readonly #counters: Counters;
  readonly #alerted = new WeakSet<BudgetRule>();

  constructor(parts: AccessParts) {
    const { db, catalog, clock, limits = new MemoryLimitStore(clock), onFault = () => {} } = parts;
    this.#parts = parts;
    this.#ledger = new SpendLedger(clock);
    this.#directory = new Directory({
      ...{ db, catalog, clock, onFault },
      ledger: this.#ledger,
      proxyBudget: parts.proxyBudget ?? null,
      ...(parts.keyTtlMs === undefined ? {} : { ttlMs: parts.keyTtlMs }),
    });
    this.#counters = { clock, limits, modelSpend: new ModelSpend(clock) };
  }

  findGrant(keyHash: string): Soon<KeyGrant | ApiError> {
    const found = this.#directory.findKey(keyHash);
    if (!(found instanceof Promise)) return this.#judge(found);
    return found.then(
      (key) => this.#judge(key),
      (thrown: unknown) => (thrown instanceof TooManyLoads ? KEYS_BUSY : DATABASE_AWAY),
    );
  }

  admit(grant: KeyGrant, use: ModelUse): Soon<Admission | ApiError> {
    const key = knownKey(grant);
    const refusal = this.allowsRoute(key, use.path) ?? this.#refuseModels(key, use);
    if (refusal !== null) return refusal;
    const caller = callerOf(key, use);
    const endUser = this.#directory.findEndUser(use.endUserId);
    const tags = caller.tags.length === 0 ? NO_TAGS : this.#directory.findTags();
    const proxy = this.#directory.findProxyBudget();
    if (!isLate(endUser) && !isLate(tags) && !isLate(proxy)) {
      return this.#letIn(key, use, caller, { endUser, tags, proxy });
    }
    return Promise.all([endUser, tags, proxy]).then(([endUser, tags, proxy]) =>
      this.#letIn(key, use, caller, { endUser, tags, proxy }),
    );
  }

  visibleGroups(grant: KeyGrant, groups: readonly string[]): readonly string[] {
    const key = knownKey(grant);
    const { groupsOf } = this.#parts;
    return groups.filter((group) => checkModels(key, { model: group, group }, groupsOf) === null);
  }

  allowsRoute(grant: KeyGrant, path: string): ApiError | null {
    const { routes } = knownKey(grant);
    return routes === null || allowsPath(routes, path) ? null : routeDenied(path, routes.listed);
  }

  forget(entity?: { readonly kind: EntityKind; readonly id: string }): void {
    this.#directory.forget(entity);
  }

  onFlushed(entity: SpendEntity, amountUsd: number, xid?: number): void {
    this.#ledger.flushed(entity, amountUsd, xid ?? null);
  }

  resolveAlias(grant: KeyGrant, model: string): string {
    return knownKey(grant).resolveAlias(model);
  }

  #refuseModels(key: KnownKey, use: ModelUse): ApiError | null {
    const { groupsOf } = this.#parts;
    const refusal = checkModels(key, use, groupsOf);
    if (refusal !== null || use.fallbacks.length === 0) return refusal;
    const refusals = use.fallbacks.map((names) => checkModels(key, names, groupsOf));
    return refusals.find((one) => one !== null) ?? null;
  }

  #judge(key: KnownKey | null): KeyGrant | ApiError {
    if (key === null) return UNKNOWN_KEY;
    return key.refusal(this.#parts.clock.wallMs()) ?? key;
  }

  /** In one turn, so that no two calls take the same last place. */
  #letIn(key: KnownKey, use: ModelUse, caller: Caller, company: Company): Admission | ApiError {
    const { endUser } = company;
    if (endUser?.blocked === true) return blocked(`End user=${endUser.id}`);
    const wallMs = this.#parts.clock.wallMs();
    const budgets = this.#openBudgets(key, caller, company);
    const modelBudget = byModel(key.modelBudgets, use);
    const rates = ratesOf(key, use, endUser);
    const refusal =
      (use.free ? null : this.#checkSpend(budgets, modelBudget, wallMs)) ??
      checkRates(rates, this.#counters.limits, wallMs);
    if (refusal !== null) return refusal;
    const { free } = use;
    return new AdmittedCall(this.#counters, { caller, rates, budgets, modelBudget, free });
  }

  #checkSpend(
    budgets: readonly OpenBudget[],
    modelBudget: ModelBudget | null,
    wallMs: number,
  ): ApiError | null {
    const { budgetExceededStatus: status = 400 } = this.#parts;
    const onSoftBudget = (alert: SoftBudgetAlert, rule: BudgetRule): void =>
      this.#alert(alert, rule);
    const refusal = checkBudgets(budgets, { wallMs, status, onSoftBudget });
    if (refusal !== null || modelBudget === null) return refusal;
    return checkModelBudget(modelBudget, this.#counters.modelSpend, status);
  }

  #alert(alert: SoftBudgetAlert, rule: BudgetRule): void {
    if (this.#alerted.has(rule)) return;
    this.#alerted.add(rule);
    this.#parts.onSoftBudget?.(alert);
  }

  #openBudgets(key: KnownKey, caller: Caller, company: Company): readonly OpenBudget[] {
    const { endUser, tags, proxy } = company;
    const open = (rule: BudgetRule): OpenBudget => ({
      rule,
      account: this.#ledger.open(rule.account, rule.row),
    });
    const opened = key.budgets.map(open);
    if (endUser !== null && endUser.budget !== null) opened.push(open(endUser.budget));
    if (proxy !== null) opened.push(open(proxy));
    if (tags.size > 0) {
      for (const tag of caller.tags) {
        const rule = tags.get(tag);
        if (rule !== undefined) opened.push(open(rule));
      }
    }
    return opened;
  }
}

function isLate<T>(found: Soon<T>): found is Promise<T> {
  return found instanceof Promise;
}

function knownKey(grant: KeyGrant): KnownKey {
  if (grant instanceof KnownKey) return grant;
  throw new TypeError('a grant of another access');
}

function callerOf({ caller }: KnownKey, { endUserId, tags }: ModelUse): Caller {
  if (tags.length === 0 && (endUserId === null || endUserId === '')) return caller;
  return {
    ...caller,
    endUserId: endUserId ?? '',
    tags: tags.length === 0 ? caller.tags : [...new Set([...caller.tags, ...tags])],
  };
}

function ratesOf(key: KnownKey, use: ModelUse, endUser: KnownEndUser | null): readonly RateRule[] {
  const endUserRate = endUser?.rate ?? null;
  if (key.modelRates.length === 0 && endUserRate === null) return key.rates;
  const ofModel = key.modelRates.map((rules) => byModel(rules, use));
  return [...key.rates, ...ofModel, endUserRate].filter((rule) => rule !== null);
}

/** By the name the client used, or the group it leads to. */
function byModel<T>(rules: ReadonlyMap<string, T>, { model, group }: ModelUse): T | null {
  return rules.size === 0 ? null : (rules.get(model) ?? rules.get(group) ?? null);
}
