import { TtlCache } from '../cache/ttl-cache.ts';
import type { Clock } from '../core/clock.ts';
import { within } from '../core/service-fault.ts';
import type { Catalog } from '../db/catalog.ts';
import type { Queryable } from '../db/database.ts';
import { createFindEndUser } from '../db/queries/find-end-user.ts';
import { createFindKey } from '../db/queries/find-key.ts';
import { createFindTagBudgets } from '../db/queries/find-tag-budgets.ts';
import { createFindUserBudget } from '../db/queries/find-user-budget.ts';
import type { EntityKind, Soon } from './access.ts';
import type { BudgetRule } from './budget-rules.ts';
import {
  compileEndUser,
  compileProxy,
  compileTags,
  type KnownEndUser,
  type TagBudgets,
} from './known-customer.ts';
import { KnownKey } from './known-key.ts';
import { WHOLE_PROXY } from './spend-entity.ts';
import type { SpendLedger } from './spend-ledger.ts';

/** Where rows come from, and how long they are believed. */
export interface DirectoryParts {
  readonly db: Queryable;
  readonly catalog: Catalog;
  readonly clock: Clock;
  readonly ledger: SpendLedger;
  /** What everybody together may spend, US dollars; null: no limit. */
  readonly proxyBudget?: number | null;
  /** Told of every look-up that failed. */
  readonly onFault: (thrown: unknown) => void;
  /** Milliseconds. Default 60,000. */
  readonly ttlMs?: number;
  /** Of each cache. Default 10,000. */
  readonly maxEntries?: number;
}

/** A caller waits no longer for the database. */
const LOOKUP_TIMEOUT_MS = 5_000;
/** Longer ids belong to no row that anybody made on purpose. */
const LONGEST_ID = 1_000;
const ALL_TAGS = 'all';
const NO_TAGS: TagBudgets = new Map();
const [PROXY_ID = ''] = WHOLE_PROXY.ids;

/** Keys, end users and tags, as the database has them and as they were last seen. */
export class Directory {
  readonly #parts: DirectoryParts;
  readonly #keys: TtlCache<KnownKey>;
  readonly #endUsers: TtlCache<KnownEndUser>;
  readonly #tags: TtlCache<TagBudgets>;
  readonly #proxy: TtlCache<BudgetRule>;

  constructor(parts: DirectoryParts) {
    this.#parts = parts;
    const { db, catalog } = parts;
    const findKey = createFindKey(catalog);
    const findEndUser = createFindEndUser(catalog);
    const findTags = createFindTagBudgets(catalog);
    const findUser = createFindUserBudget(catalog);
    this.#keys = this.#cache(async (hash, mark) => {
      const record = await findKey(db, hash);
      return record === null ? null : this.#seen(new KnownKey(record, mark));
    });
    this.#endUsers = this.#cache(async (id, mark) => {
      const record = await findEndUser(db, id);
      if (record === null) return null;
      const endUser = compileEndUser(record, mark);
      this.#observe([endUser.budget]);
      return endUser;
    });
    this.#tags = this.#cache(async (_all, mark) => {
      const tags = compileTags(await findTags(db), mark);
      this.#observe(tags.values());
      return tags;
    });
    this.#proxy = this.#cache(async (id, mark) => {
      const found = await findUser(db, id);
      const rule = found === null ? null : compileProxy(found, parts.proxyBudget ?? null, mark);
      this.#observe([rule]);
      return rule;
    });
  }

  /** A key by its hash; null: there is none. The promise rejects when nobody knows. */
  findKey(keyHash: string): Soon<KnownKey | null> {
    return this.#keys.get(keyHash);
  }

  /** An end user; null where there is none, and where the database is away: their key is known. */
  findEndUser(id: string | null): Soon<KnownEndUser | null> {
    if (id === null || id === '' || id.length > LONGEST_ID || id.includes('\0')) return null;
    const found = this.#endUsers.get(id);
    return found instanceof Promise ? found.catch(() => null) : found;
  }

  /** The budgets of tags; none where the database is away. */
  findTags(): Soon<TagBudgets> {
    const found = this.#tags.get(ALL_TAGS);
    if (found instanceof Promise) return found.then(orNone, () => NO_TAGS);
    return orNone(found);
  }

  /** The budget of everybody together; null where there is none, and where the database is away. */
  findProxyBudget(): Soon<BudgetRule | null> {
    if ((this.#parts.proxyBudget ?? null) === null) return null;
    const found = this.#proxy.get(PROXY_ID);
    return found instanceof Promise ? found.catch(() => null) : found;
  }

  /** Drops what was read of an entity; without one everything. */
  forget(entity?: { readonly kind: EntityKind; readonly id: string }): void {
    if (entity === undefined) {
      for (const cache of [this.#keys, this.#endUsers, this.#tags, this.#proxy]) cache.clear();
      return;
    }
    const { kind, id } = entity;
    if (kind === 'key') this.#keys.forget(id);
    if (kind === 'end_user') this.#endUsers.forget(id);
    else this.#keys.forgetWhere((key) => key.concerns(kind, id));
    if (kind === 'budget') this.#endUsers.forgetWhere(({ budgetId }) => budgetId === id);
    if (kind === 'budget' || kind === 'tag') this.#tags.clear();
    if (kind === 'user') this.#proxy.forget(id);
  }

  #cache<V extends object>(find: (id: string, mark: number) => Promise<V | null>): TtlCache<V> {
    const { clock, ledger, onFault, ttlMs, maxEntries } = this.#parts;
    const load = async (id: string): Promise<V | null> => {
      const expire = (): Error => new Error('the database did not answer in time');
      const deadline = { clock, timeoutMs: LOOKUP_TIMEOUT_MS, expire };
      try {
        return await within(deadline, find(id, ledger.mark()));
      } catch (thrown) {
        onFault(thrown);
        throw thrown;
      }
    };
    return new TtlCache({
      clock,
      load,
      ...(ttlMs === undefined ? {} : { ttlMs }),
      ...(maxEntries === undefined ? {} : { maxEntries }),
    });
  }

  #seen(key: KnownKey): KnownKey {
    this.#observe(key.budgets);
    return key;
  }

  #observe(budgets: Iterable<BudgetRule | null>): void {
    for (const budget of budgets) {
      if (budget !== null) this.#parts.ledger.observe(budget.account, budget.row);
    }
  }
}

function orNone(tags: TagBudgets | null): TagBudgets {
  return tags ?? NO_TAGS;
}
