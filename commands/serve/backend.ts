import { join } from 'node:path';
import { createAccess, type AccessService } from '../../src/access/create-access.ts';
import type { EntityKind } from '../../src/access/access.ts';
import type { GatewayConfig } from '../../src/config/types.ts';
import type { TimerHandle } from '../../src/core/clock.ts';
import { isLlmgwError } from '../../src/core/errors.ts';
import { within } from '../../src/core/service-fault.ts';
import type { Catalog } from '../../src/db/catalog.ts';
import type { Database, Subscription } from '../../src/db/database.ts';
import { BookBilling } from '../../src/gateway/billing.ts';
import type { Gateway } from '../../src/gateway/gateway.ts';
import type { ManagementStore } from '../../src/routes/management/work.ts';
import { Complaints } from '../../src/spend/complaints.ts';
import { PriceBook } from '../../src/spend/price-book.ts';
import { SpendWriter } from '../../src/spend/spend-writer.ts';
import type { StoredPart } from '../../src/stored-models/merge.ts';
import type { Logger } from '../../src/telemetry/logger.ts';
import type { MetricsRegistry } from '../../src/telemetry/metrics.ts';
import type { CommandContext } from '../context.ts';
import { accessGroupsOf } from './access-groups.ts';
import { BudgetClock } from './budget-clock.ts';
import { describeFault, openServeDatabase, prepareDatabase } from './connect-database.ts';
import type { KeyDoor } from './key-door.ts';
import { keepProxyBudget } from './proxy-budget.ts';
import { registerSpendGauges } from './spend-gauges.ts';
import { StoredConfig } from './stored-config.ts';

/** What stands on the database needs of the rest. */
export interface BackendInput {
  readonly context: CommandContext;
  readonly config: GatewayConfig;
  readonly gateway: Gateway;
  readonly door: KeyDoor;
  readonly registry: MetricsRegistry;
  readonly logger: Logger;
  /** What the database configures has changed. */
  readonly onStored: (stored: StoredPart) => void;
}

/** What is there while the database is connected. */
interface Connected {
  readonly catalog: Catalog;
  readonly access: AccessService;
  readonly prices: PriceBook;
  readonly stored: StoredConfig;
  readonly writer: SpendWriter;
  readonly ears: Subscription;
  readonly budgets: BudgetClock;
}

const CHANNELS = ['llmgw_cache', 'llmgw_keyring'] as const;
const RETRY_MS = [1_000, 2_000, 5_000, 10_000, 30_000];
/** A little more than the writer takes to put into the spool what the database does not take. */
const STOP_MS = 6_000;

/**
 * Everything of `serve` that stands on the database: virtual keys, charges, stored models, budgets.
 * Requests wait for none of it: while the database is away, whoever has the master key is served.
 */
export class Backend {
  readonly #input: BackendInput;
  #database: Database | null = null;
  #connected: Connected | null = null;
  #retry: TimerHandle | null = null;
  #attempts = 0;
  /** The later one that is under way; never rejects. */
  #attempt: Promise<void> | null = null;
  #stopping: Promise<void> | null = null;

  private constructor(input: BackendInput) {
    this.#input = input;
  }

  /**
   * Opens the database and tries to connect, once; later attempts go on behind the caller's back.
   * Rejects when the database can be reached and must not be used.
   */
  static async start(input: BackendInput): Promise<Backend> {
    const backend = new Backend(input);
    backend.#database = await openServeDatabase(input);
    if (backend.#database === null) return backend;
    const attempt = backend.#connect(backend.#database);
    input.door.opening = attempt.catch(() => {});
    await attempt;
    return backend;
  }

  /** The open database; null where the gateway runs without one. */
  get database(): Database | null {
    return this.#database;
  }

  /** What management routes work on; null where the gateway runs without a database. */
  get store(): ManagementStore | 'away' | null {
    if (this.#database === null) return null;
    if (this.#connected === null) return 'away';
    const { catalog, stored } = this.#connected;
    return { database: this.#database, catalog, secrets: stored.box };
  }

  /** Models and variables of the database; null while nothing was read. */
  get stored(): StoredConfig | null {
    return this.#connected?.stored ?? null;
  }

  /**
   * Writes what is still to be charged, and lets go of everything but the pool. A database that does
   * not answer is not waited for. Safe to repeat.
   */
  async stop(): Promise<void> {
    this.#stopping ??= this.#stop();
    return this.#stopping;
  }

  async #stop(): Promise<void> {
    this.#retry?.cancel();
    const { gateway, door, context, logger } = this.#input;
    gateway.billing = null;
    const expire = (): Error => new Error('the database does not answer');
    const deadline = { clock: context.clock, timeoutMs: STOP_MS, expire };
    await within(deadline, this.#settle()).catch((fault: unknown) =>
      logger.warn(describeFault(fault), 'what was under way in the database is left as it is'),
    );
    gateway.access = null;
    door.access = null;
  }

  async #settle(): Promise<void> {
    await this.#attempt;
    if (this.#connected !== null) await letGo(this.#connected);
  }

  async #connect(database: Database): Promise<void> {
    const { logger } = this.#input;
    try {
      const { catalog } = await prepareDatabase(database, logger);
      const connected = await this.#build(database, catalog);
      if (this.#stopping !== null) return await letGo(connected);
      this.#putInForce(connected);
      logger.info(
        { database: database.where, tables: catalog.tables.length },
        'database connected',
      );
    } catch (fault) {
      // What a file has to be edited for does not come right by itself.
      if (isLlmgwError(fault) && this.#attempts === 0) throw fault;
      if (this.#stopping !== null) return;
      logger.error(
        { database: database.where, ...describeFault(fault) },
        'the database cannot be used now: virtual keys are refused until it can',
      );
      this.#tryAgain(database);
    }
  }

  #tryAgain(database: Database): void {
    if (this.#stopping !== null) return;
    const waitMs = RETRY_MS[Math.min(this.#attempts, RETRY_MS.length - 1)] ?? 0;
    this.#attempts++;
    this.#retry = this.#input.context.clock.setTimer(waitMs, () => {
      this.#attempt = this.#connect(database);
    });
  }

  async #build(database: Database, catalog: Catalog): Promise<Connected> {
    const { context, config, gateway, logger } = this.#input;
    const complaints = new Complaints(context.clock, logger);
    const stored = await StoredConfig.load({ ...this.#input, database, catalog });
    const prices = await PriceBook.open();
    await keepProxyBudget({ ...this.#input, database, catalog });
    const access = createAccess({
      db: database,
      catalog,
      clock: context.clock,
      groupsOf: accessGroupsOf(gateway),
      keyTtlMs: config.database.keyCacheMs,
      proxyBudget: config.database.maxBudget,
      budgetExceededStatus: config.database.budgetStatus,
      onSoftBudget: (alert) => logger.warn({ ...alert }, 'a soft budget is passed'),
      onFault: (fault) => complaints.say('keys cannot be looked up', describeFault(fault)),
    });
    const writer = this.#makeWriter(database, access);
    return {
      catalog,
      access,
      prices,
      stored,
      writer,
      ears: this.#listen(database, { access, stored }),
      budgets: new BudgetClock({ ...this.#input, database, catalog, access }),
    };
  }

  #makeWriter(database: Database, access: AccessService): SpendWriter {
    const { context, config, logger, registry } = this.#input;
    const writer = new SpendWriter({
      database,
      clock: context.clock,
      logger,
      spool: { dir: join(context.io.cwd, '.llmgw', 'spend') },
      flushEveryMs: config.database.batchWriteMs,
      onFlushed({ deltas, own, xid }) {
        // What another process charged comes with the rows, when they are read anew.
        if (own) for (const delta of deltas) access.onFlushed(delta, delta.spendUsd, xid);
      },
    });
    registerSpendGauges(registry, writer);
    return writer;
  }

  /** What other replicas and tools change is heard of at once. */
  #listen(database: Database, told: Pick<Connected, 'access' | 'stored'>): Subscription {
    const { gateway } = this.#input;
    return database.listen(CHANNELS, {
      onNotice(channel, payload) {
        const notice = channel === 'llmgw_keyring' ? MODELS : readNotice(payload);
        if (notice === null) {
          told.access.forget();
          gateway.skills?.forgetAll();
        } else if (notice.kind === 'model') void told.stored.refresh();
        else if (notice.kind === 'skill') gateway.skills?.forget(notice.id);
        else told.access.forget(notice);
      },
      onGap() {
        told.access.forget();
        gateway.skills?.expire();
        void told.stored.refresh();
      },
    });
  }

  #putInForce(connected: Connected): void {
    const { gateway, door, onStored } = this.#input;
    this.#connected = connected;
    gateway.access = connected.access;
    door.access = connected.access;
    gateway.billing = new BookBilling(connected.prices, connected.writer);
    connected.writer.start();
    connected.stored.start();
    connected.budgets.start();
    const { current, isEmpty } = connected.stored;
    if (current !== null && !isEmpty) onStored(current);
  }
}

async function letGo({ writer, ears, stored, budgets }: Connected): Promise<void> {
  await Promise.all([stored.stop(), budgets.stop(), writer.close(), ears.stop()]);
}

const MODELS = { kind: 'model' } as const;

type Notice =
  | { readonly kind: EntityKind; readonly id: string }
  | { readonly kind: 'skill'; readonly id: string }
  | { readonly kind: 'model' };

/** Null: everything. So is taken what cannot be read. */
function readNotice(payload: string): Notice | null {
  try {
    const notice: unknown = JSON.parse(payload);
    return isNotice(notice) ? notice : null;
  } catch {
    return null;
  }
}

function isNotice(value: unknown): value is Notice {
  return typeof value === 'object' && value !== null && 'kind' in value;
}
