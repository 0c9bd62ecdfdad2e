import type { HttpTarget, ProgramResult, World } from '../../src/infra/collector.ts';
import type { Collector, Findings } from '../../src/infra/collector.ts';
import { createRedactor, type Redactor } from '../../src/infra/redact.ts';

/** A world that plays what was recorded; nothing else is there. */
export interface RecordedWorld {
  readonly files?: Readonly<Record<string, string>>;
  readonly folders?: Readonly<Record<string, readonly string[]>>;
  readonly links?: Readonly<Record<string, string>>;
  /** By the whole command line. */
  readonly programs?: Readonly<Record<string, string | ProgramResult>>;
  /** By URL, or by `socket:path`. An `Error` is thrown. */
  readonly answers?: Readonly<Record<string, unknown>>;
  readonly variables?: Readonly<Record<string, string>>;
  readonly now?: number;
}

/** When recordings are played. */
const RECORDED_AT = Date.UTC(2026, 10, 23, 7, 0, 0);

/** Plays a recording. */
export function playWorld(recording: RecordedWorld, signal?: AbortSignal): World {
  const { files = {}, folders = {}, links = {}, programs = {}, answers = {} } = recording;
  return {
    signal: signal ?? new AbortController().signal,
    now: () => recording.now ?? RECORDED_AT,
    run: async (program, args) => {
      const said = programs[[program, ...args].join(' ')];
      if (typeof said === 'string') return { code: 0, stdout: said, stderr: '' };
      if (said !== undefined) return said;
      const known = Object.keys(programs).some((line) => line.split(' ')[0] === program);
      return known ? { code: 1, stdout: '', stderr: 'not recorded' } : null;
    },
    readFile: async (path, maxBytes) => files[path]?.slice(0, maxBytes) ?? null,
    readFolder: async (path) => folders[path] ?? null,
    readLink: async (path) => links[path] ?? null,
    getJson: async (target) => {
      const answer = answers[nameOf(target)] ?? null;
      if (answer instanceof Error) throw answer;
      return answer;
    },
    variable: (name) => recording.variables?.[name] ?? null,
  };
}

function nameOf(target: HttpTarget): string {
  return 'url' in target ? target.url : `${target.socketPath}:${target.path}`;
}

/** A collector that finds what it is told. */
export function scripted(
  name: string,
  findings: Partial<Findings> | (() => Promise<Findings>),
): Collector {
  const full = { status: 'ok', entities: [], relations: [], samples: [], warnings: [] } as const;
  return {
    name,
    summary: `plays ${name}`,
    collect: typeof findings === 'function' ? findings : async () => ({ ...full, ...findings }),
  };
}

/** The redactor of tests: no detector from elsewhere, lengths as fingerprints. */
export function testRedactor(): Redactor {
  return createRedactor({ findSecrets: () => [], fingerprint: (secret) => `f${secret.length}` });
}
