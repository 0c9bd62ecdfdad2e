import { canonicalJson, compareUnits, hashText } from './canonical.ts';
import { diffFacts, type Facts } from './diff-snapshot.ts';
import type { Collected, Snapshot } from './fact.ts';
import type { Known } from './known-facts.ts';
import { mergeFacts } from './merge-facts.ts';
import { countSources, type StoredSource } from './stored-sources.ts';

/** What a run means, before anything is written. */
export interface Judgement {
  /** `failed`: nobody saw anything. `partial`: some did not end well. */
  readonly status: 'ok' | 'partial' | 'failed';
  readonly sources: readonly StoredSource[];
  /** SHA-256 over everything that is true of the host: equal means nothing changed. */
  readonly rootHash: string;
}

/** What a snapshot means to what is known. */
export function judgeRun(known: Known, { collectors }: Snapshot): Judgement {
  const { facts } = mergeFacts(known, collectors);
  return {
    status: statusOf(collectors),
    sources: countSources(collectors, known, diffFacts(known.facts, facts)),
    rootHash: rootOf(facts),
  };
}

function statusOf(collectors: readonly Collected[]): Judgement['status'] {
  const lost = collectors.filter(({ status }) => status === 'failed' || status === 'timeout');
  if (lost.length > 0 && lost.length === collectors.length) return 'failed';
  return lost.length > 0 || collectors.some(({ status }) => status === 'partial')
    ? 'partial'
    : 'ok';
}

function rootOf({ entities, relations }: Facts): string {
  const lines = [...entities].sort(([a], [b]) => compareUnits(a, b));
  return hashText(canonicalJson([lines, [...relations].sort(compareUnits)]));
}
