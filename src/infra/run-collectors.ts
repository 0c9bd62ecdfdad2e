import type { Clock } from '../core/clock.ts';
import { messageOf } from '../core/errors.ts';
import { hashText } from './canonical.ts';
import type { Collector, Findings, World } from './collector.ts';
import type { Collected, Entity, EntityRef, Json, Relation, Sample } from './fact.ts';
import type { Redactor } from './redact.ts';

/** What running collectors needs. */
export interface RunnerParts {
  readonly clock: Clock;
  /** A redactor of its own for each collector. */
  readonly redactor: () => Redactor;
  /** For each collector. */
  readonly timeoutMs: number;
  /** How many run at a time. */
  readonly concurrency: number;
}

/** More than a host has: a collector that finds more has misread something. */
const MOST_ENTITIES = 50_000;
const MOST_WARNINGS = 20;
const MOST_CHARACTERS = 500;
const MOST_KEY = 300;

/**
 * Runs collectors and gives what each found, in their order, without secrets. Never rejects: one that
 * throws has `failed`, one that does not end in time is a `timeout`, and neither says that anything is
 * gone. What it left running is told to stop through the signal of its world.
 */
export async function runCollectors(
  collectors: readonly Collector[],
  world: (signal: AbortSignal) => World,
  parts: RunnerParts,
): Promise<readonly Collected[]> {
  const results: Collected[] = [];
  const queue = collectors.entries();
  const work = async (): Promise<void> => {
    for (const [at, collector] of queue) results[at] = await runOne(collector, world, parts);
  };
  await Promise.all(Array.from({ length: parts.concurrency }, work));
  return results;
}

async function runOne(
  collector: Collector,
  world: (signal: AbortSignal) => World,
  { clock, redactor, timeoutMs }: RunnerParts,
): Promise<Collected> {
  const controller = new AbortController();
  const startedAt = clock.now();
  const observedAt = clock.wallMs();
  const subject = redactor();
  const ended = await outcomeOf(
    async () => checkSize(await collector.collect(world(controller.signal))),
    { clock, timeoutMs },
  );
  controller.abort();
  const facts = ended.findings === null ? NOTHING : clean(ended.findings, subject);
  return {
    collector: collector.name,
    status: ended.status,
    observedAt,
    durationMs: Math.round(clock.now() - startedAt),
    ...facts,
    redactions: subject.count(),
    ...(ended.error === null ? {} : { error: subject.text(ended.error).slice(0, MOST_CHARACTERS) }),
  };
}

interface Outcome {
  readonly status: Collected['status'];
  readonly findings: Findings | null;
  readonly error: string | null;
}

function outcomeOf(
  work: () => Promise<Findings>,
  { clock, timeoutMs }: Pick<RunnerParts, 'clock' | 'timeoutMs'>,
): Promise<Outcome> {
  return new Promise((resolve) => {
    const timer = clock.setTimer(timeoutMs, () => {
      const error = `it did not end within ${timeoutMs / 1_000} s`;
      resolve({ status: 'timeout', findings: null, error });
    });
    work()
      .then(
        (findings) => resolve({ status: findings.status, findings, error: null }),
        (thrown: unknown) =>
          resolve({ status: 'failed', findings: null, error: messageOf(thrown) }),
      )
      .finally(() => timer.cancel());
  });
}

function checkSize(findings: Findings): Findings {
  const { length } = findings.entities;
  if (length <= MOST_ENTITIES) return findings;
  throw new RangeError(`it found ${length} things, more than ${MOST_ENTITIES}`);
}

type Facts = Pick<Collected, 'entities' | 'relations' | 'samples' | 'warnings'>;

const NOTHING: Facts = { entities: [], relations: [], samples: [], warnings: [] };

/** The first of two that claim to be the same is believed. */
function clean(findings: Findings, redactor: Redactor): Facts {
  const ref = ({ kind, key }: EntityRef): EntityRef => ({
    kind,
    key: shorten(redactor.text(key).replaceAll(/[\n\t]+/g, ' ')),
  });
  const entities = new Map<string, Entity>();
  for (const { kind, key, name, body } of findings.entities) {
    const own = ref({ kind, key });
    const id = `${kind}\t${own.key}`;
    if (entities.has(id)) continue;
    entities.set(id, {
      ...own,
      name: redactor.text(name).slice(0, MOST_KEY),
      body: cleanBody(body, redactor),
    });
  }
  return {
    entities: [...entities.values()],
    relations: findings.relations.map(({ from, rel, to }): Relation => ({
      from: ref(from),
      rel,
      to: ref(to),
    })),
    samples: findings.samples
      .filter(({ value }) => Number.isFinite(value))
      .map(({ of, name, value }): Sample => ({ of: ref(of), name, value })),
    warnings: findings.warnings
      .slice(0, MOST_WARNINGS)
      .map((text) => redactor.text(text).slice(0, MOST_CHARACTERS)),
  };
}

/** An index of PostgreSQL holds no long keys. */
function shorten(key: string): string {
  return key.length <= MOST_KEY
    ? key
    : `${key.slice(0, MOST_KEY - 13)}…${hashText(key).slice(0, 12)}`;
}

function cleanBody(body: Entity['body'], redactor: Redactor): Entity['body'] {
  const cleaned = redactor.json(body);
  return isObject(cleaned) ? cleaned : {};
}

function isObject(value: Json): value is { readonly [key: string]: Json } {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
