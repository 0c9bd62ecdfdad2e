import { IntList } from './int-list.ts';
import { movesOf } from './moves.ts';
import { pack, unpack } from './pack.ts';
import type { Rules } from './store-step.ts';
import type { World } from './world.ts';

/** No edge, and no state. */
const NONE = -1;

/** What an exploration found. */
export interface Exploration {
  readonly states: number;
  readonly edges: number;
  /** The most probes that ran at once, of owners that were not paused. */
  readonly maxRunning: number;
  /** What must never happen and did, with the way there; null when nothing. */
  readonly violation: Violation | null;
  /** States that can no longer close although they should; 0 after a violation. */
  readonly stuck: number;
  /** The way to the first of them. */
  readonly stuckAfter: readonly string[];
}

interface Violation {
  readonly what: string;
  /** The moves from the first world on. */
  readonly path: readonly string[];
}

/** How a state was first reached. */
interface Arrival {
  readonly from: number;
  readonly name: string;
}

/**
 * Walks through every world that can come of `first`, breadth first, so that the way to a violation
 * is a shortest one. Stops at the first violation; more than `maxRunning` probes at once are one.
 */
export function explore(first: World, rules: Rules, maxRunning = 1): Exploration {
  return new Walk(rules, maxRunning).from(first);
}

class Walk {
  readonly #rules: Rules;
  readonly #allowed: number;
  readonly #names: string[] = [];
  readonly #indices = new Map<string, number>();
  readonly #arrivals: (Arrival | null)[] = [];
  /** Pairs: a state, and one that a move leads to from there. */
  readonly #edges = new IntList();
  readonly #closed: number[] = [];
  readonly #mustClose: number[] = [];
  #maxRunning = 0;
  #violation: Violation | null = null;

  constructor(rules: Rules, allowed: number) {
    this.#rules = rules;
    this.#allowed = allowed;
  }

  from(first: World): Exploration {
    this.#reach(pack(first), null);
    for (let index = 0; index < this.#names.length && this.#violation === null; index += 1) {
      this.#expand(index);
    }
    const stuck = this.#violation === null ? this.#findStuck() : [];
    return {
      states: this.#names.length,
      edges: this.#edges.length / 2,
      maxRunning: this.#maxRunning,
      violation: this.#violation,
      stuck: stuck.length,
      stuckAfter: stuck[0] === undefined ? [] : this.#pathTo(stuck[0]),
    };
  }

  #expand(index: number): void {
    const world = unpack(this.#names[index] ?? '');
    if (isClosed(world)) this.#closed.push(index);
    else if (mustClose(world)) this.#mustClose.push(index);
    for (const { name, world: next, fault } of movesOf(world, this.#rules)) {
      const to = this.#reach(pack(next), { from: index, name });
      this.#edges.push(index);
      this.#edges.push(to);
      const what = fault ?? this.#countRunning(next);
      if (what !== null) {
        this.#violation = { what, path: [...this.#pathTo(index), name] };
        return;
      }
    }
  }

  #countRunning({ processes }: World): string | null {
    let running = 0;
    for (const { status, paused } of processes) if (status === 'probing' && !paused) running += 1;
    this.#maxRunning = Math.max(this.#maxRunning, running);
    return running > this.#allowed ? `${running} probes ran at once` : null;
  }

  #reach(name: string, arrival: Arrival | null): number {
    const known = this.#indices.get(name);
    if (known !== undefined) return known;
    const index = this.#names.push(name) - 1;
    this.#indices.set(name, index);
    this.#arrivals.push(arrival);
    return index;
  }

  #pathTo(index: number): string[] {
    const path: string[] = [];
    for (let arrival = this.#arrivals[index]; arrival; arrival = this.#arrivals[arrival.from]) {
      path.push(arrival.name);
    }
    return path.reverse();
  }

  /** The states that should be able to close and from which no way leads to a closed one. */
  #findStuck(): number[] {
    const closable = this.#leadingTo(this.#closed);
    return this.#mustClose.filter((state) => closable[state] === 0);
  }

  /** 1 for each state from which one of `goals` can be reached. */
  #leadingTo(goals: readonly number[]): Uint8Array {
    const edges = this.#edges.view();
    const { last, before } = this.#arrivingEdges(edges);
    const marked = new Uint8Array(this.#names.length);
    const queue = [...goals];
    for (let state = queue.pop(); state !== undefined; state = queue.pop()) {
      if (marked[state] === 1) continue;
      marked[state] = 1;
      for (let edge = last[state] ?? NONE; edge !== NONE; edge = before[edge] ?? NONE) {
        queue.push(edges[edge * 2] ?? NONE);
      }
    }
    return marked;
  }

  /** The last edge that leads to each state, and for each edge the one before it to the same. */
  #arrivingEdges(edges: Int32Array): { last: Int32Array; before: Int32Array } {
    const last = new Int32Array(this.#names.length).fill(NONE);
    const before = new Int32Array(edges.length / 2);
    for (let edge = 0; edge < before.length; edge += 1) {
      const to = edges[edge * 2 + 1] ?? NONE;
      before[edge] = last[to] ?? NONE;
      last[to] = edge;
    }
    return { last, before };
  }
}

/** Closed, or forgotten by the store and by everybody. */
function isClosed({ record, processes }: World): boolean {
  if (record !== null) return record.state === 'CLOSED';
  return processes.every(({ status, believesOpen }) => status === 'dead' || !believesOpen);
}

function mustClose({ healthy, left, processes }: World): boolean {
  return healthy && left.grants > 0 && processes.some(({ status }) => status !== 'dead');
}
