import type { AccessService } from '../../src/access/create-access.ts';
import type { EntityKind } from '../../src/access/access.ts';
import type { GatewayConfig } from '../../src/config/types.ts';
import type { TimerHandle } from '../../src/core/clock.ts';
import type { Catalog } from '../../src/db/catalog.ts';
import type { Database } from '../../src/db/database.ts';
import { resetBudgets, type ResetEntity } from '../../src/spend/budget-resets.ts';
import type { Logger } from '../../src/telemetry/logger.ts';
import type { CommandContext } from '../context.ts';
import { describeFault } from './connect-database.ts';

/** What the resets of budgets work on. */
export interface BudgetClockParts {
  readonly context: Pick<CommandContext, 'clock'>;
  readonly config: GatewayConfig;
  readonly database: Database;
  readonly catalog: Catalog;
  readonly access: Pick<AccessService, 'forget'>;
  readonly logger: Pick<Logger, 'info' | 'warn'>;
}

/** As often as LiteLLM looks; the jitter keeps replicas apart. */
const EVERY_MS = 597_000;
const JITTER_MS = 8_000;

/** Begins new periods of budgets, of all replicas one at a time. */
export class BudgetClock {
  readonly #parts: BudgetClockParts;
  #timer: TimerHandle | null = null;
  #running: Promise<void> | null = null;
  #stopped = false;

  constructor(parts: BudgetClockParts) {
    this.#parts = parts;
  }

  /** Looks now, and from then on every ten minutes. */
  start(): void {
    this.#running = this.#tick();
  }

  /** Resolves when the look under way is over. */
  async stop(): Promise<void> {
    this.#stopped = true;
    this.#timer?.cancel();
    await this.#running;
  }

  /** One look. Never rejects: it is repeated anyway. */
  async run(): Promise<void> {
    const { context, config, database, catalog, access, logger } = this.#parts;
    try {
      const result = await resetBudgets({
        database,
        catalog,
        nowMs: context.clock.wallMs(),
        timeZone: config.database.timezone,
      });
      if (result.outcome === 'busy' || result.entities.length === 0) return;
      for (const entity of result.entities) forget(access, entity);
      for (const id of result.budgetIds) access.forget({ kind: 'budget', id });
      logger.info({ rows: result.entities.length }, 'budgets begin anew');
    } catch (fault) {
      logger.warn(describeFault(fault), 'budgets could not be looked at; tried again later');
    }
  }

  async #tick(): Promise<void> {
    await this.run();
    if (this.#stopped) return;
    const waitMs = EVERY_MS + Math.random() * JITTER_MS;
    this.#timer = this.#parts.context.clock.setTimer(waitMs, () => this.start());
  }
}

/** How the rows of a reset are cached. */
const CACHED_AS: Readonly<Partial<Record<ResetEntity['kind'], EntityKind>>> = {
  key: 'key',
  linked_key: 'key',
  user: 'user',
  team: 'team',
  organization: 'organization',
  project: 'project',
  end_user: 'end_user',
  tag: 'tag',
};

function forget(access: Pick<AccessService, 'forget'>, { kind, ids }: ResetEntity): void {
  const [id = ''] = ids;
  // A membership is cached with the keys of its user.
  access.forget({ kind: CACHED_AS[kind] ?? 'user', id });
}
