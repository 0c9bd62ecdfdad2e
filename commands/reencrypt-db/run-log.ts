import {
  closeSync,
  fsyncSync,
  mkdirSync,
  openSync,
  readdirSync,
  readFileSync,
  writeSync,
} from 'node:fs';
import { join } from 'node:path';
import { randomBytes } from 'node:crypto';
import type { Clock } from '../../src/core/clock.ts';
import { LlmgwError } from '../../src/core/errors.ts';
import { codeOf } from '../../src/core/service-fault.ts';

/** One line of a run log. */
export interface RunEvent {
  readonly event: string;
  readonly [field: string]: unknown;
}

/** What a log tells about a run. */
export interface PastRun {
  readonly runId: string;
  readonly file: string;
  /** Where it worked: `host:port/database`. */
  readonly where: string | null;
  readonly startedAt: string | null;
  readonly phase: string | null;
  /** The transaction that it was about to commit, or the last one of several. */
  readonly xid: string | null;
  /** How it said it ended; null: it was cut short. */
  readonly outcome: string | null;
}

const FOLDER = join('.llmgw', 'runs');
const NAME = /^reencrypt-(.+)\.jsonl$/;

/** A name for a run, in the order of time: `20261123T033138-1f2e3d`. */
export function newRunId(clock: Clock): string {
  const at = new Date(clock.wallMs()).toISOString().replaceAll(/[-:]|\..*$/g, '');
  return `${at}-${randomBytes(3).toString('hex')}`;
}

/** The diary of a run, on disk before the run goes on: what a killed run did can be told later. */
export class RunLog {
  readonly file: string;
  readonly #fd: number;
  readonly #clock: Clock;

  private constructor(file: string, fd: number, clock: Clock) {
    this.file = file;
    this.#fd = fd;
    this.#clock = clock;
  }

  /** Throws `E_IO` when it cannot be made: a run that nobody can ask about is not begun. */
  static open(cwd: string, runId: string, clock: Clock): RunLog {
    const folder = join(cwd, FOLDER);
    const file = join(folder, `reencrypt-${runId}.jsonl`);
    try {
      mkdirSync(folder, { recursive: true, mode: 0o700 });
      return new RunLog(file, openSync(file, 'ax', 0o600), clock);
    } catch (cause) {
      throw new LlmgwError('E_IO', `the log of the run cannot be made: ${codeOf(cause)}`, {
        where: folder,
        hint: 'run it in a folder that you may write to',
      });
    }
  }

  /** Adds a line, and waits until it is on disk. */
  write(event: RunEvent): void {
    const at = new Date(this.#clock.wallMs()).toISOString();
    writeSync(this.#fd, `${JSON.stringify({ at, ...event })}\n`);
    fsyncSync(this.#fd);
  }

  close(): void {
    closeSync(this.#fd);
  }
}

/** The last run that was begun in this folder, or null. */
export function readLastRun(cwd: string): PastRun | null {
  const folder = join(cwd, FOLDER);
  const name = namesIn(folder)
    .filter((candidate) => NAME.test(candidate))
    .sort()
    .at(-1);
  return name === undefined ? null : readRun(join(folder, name), NAME.exec(name)?.[1] ?? '');
}

function readRun(file: string, runId: string): PastRun {
  const events = readFileSync(file, 'utf8').split('\n').flatMap(parseLine);
  const last = (kind: string, field: string): string | null => {
    const value = events.findLast(({ event }) => event === kind)?.[field];
    return typeof value === 'string' ? value : null;
  };
  return {
    runId,
    file,
    where: last('start', 'where'),
    startedAt: last('start', 'at'),
    phase: last('phase', 'phase'),
    xid: last('transaction', 'xid'),
    outcome: last('end', 'outcome'),
  };
}

/** The last line of a killed run may be half a line. */
function parseLine(line: string): RunEvent[] {
  try {
    const value: unknown = JSON.parse(line);
    return isEvent(value) ? [value] : [];
  } catch {
    return [];
  }
}

function isEvent(value: unknown): value is RunEvent {
  return typeof value === 'object' && value !== null && 'event' in value;
}

function namesIn(folder: string): string[] {
  try {
    return readdirSync(folder);
  } catch {
    return [];
  }
}
