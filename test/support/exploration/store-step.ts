import type { Moment, Step } from '../../../src/resilience/breaker/protocol.ts';
import type * as protocol from '../../../src/resilience/breaker/protocol.ts';
import type { BreakerRecord } from '../../../src/resilience/breaker/record.ts';
import type { Verdicted } from '../../../src/resilience/breaker/store.ts';
import { NEXT_VERSION, NOW, type World } from './world.ts';

/** The steps that a world is made of: those of `protocol.ts`, or a mutant of them. */
export interface Rules {
  readonly report: typeof protocol.report;
  readonly acquire: typeof protocol.acquire;
  readonly renew: typeof protocol.renew;
  readonly settle: typeof protocol.settle;
  /** Ticks before the end of its lease at which an owner stops its probe; null: it never does. */
  readonly abortMarginTicks: number | null;
}

export const MOMENT: Moment = { now: NOW, version: NEXT_VERSION };

/** What the store answers, and the world with what it keeps now. */
export interface Committed {
  readonly world: World;
  readonly ok: boolean;
  readonly epoch: number;
  /** What of it must never happen; null when nothing. */
  readonly fault: string | null;
}

/** Takes a step of the store into the world. */
export function commit(world: World, step: Step<Verdicted>): Committed {
  const { record, reply } = step;
  const committed = { ok: reply.ok, epoch: reply.shared.epoch };
  if (record === world.record) return { world, ...committed, fault: null };
  const previous = world.left.failovers > 0 ? world.record : record;
  const next = { ...world, record, previous };
  return { world: next, ...committed, fault: findFault(world.record, record) };
}

function findFault(before: BreakerRecord | null, after: BreakerRecord | null): string | null {
  if (after === null) return 'a step forgot the record';
  if (after.version !== NEXT_VERSION) return 'a change has an old version';
  const moved = before === null || before.state !== after.state;
  if (moved && after.epoch !== NEXT_VERSION) return 'a transition began no epoch';
  if (!moved && after.epoch !== before.epoch) return 'an epoch began without a transition';
  if (before?.state === 'OPEN' && after.state === 'CLOSED') return 'closed without a probe';
  return null;
}
