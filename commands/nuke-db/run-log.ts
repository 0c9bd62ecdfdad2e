import { randomBytes } from 'node:crypto';
import { closeSync, fsyncSync, mkdirSync, openSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import type { Io } from '../../src/cli/io.ts';
import type { Clock } from '../../src/core/clock.ts';
import { LlmgwError } from '../../src/core/errors.ts';
import { codeOf } from '../../src/core/service-fault.ts';
import { formatCount } from './figures.ts';

type Fields = Readonly<Record<string, unknown>>;

/** What a run needs to keep its diary. */
export interface RunLogParts {
  readonly io: Io;
  readonly clock: Clock;
  readonly runId: string;
  /** `json`: every line on stderr too; `text`: what a person wants to know; null: nothing. */
  readonly echo: 'json' | 'text' | null;
}

/** A name for a run, in the order of time: `20261123T033138-1f2e3d`. */
export function newRunId(clock: Clock): string {
  const at = new Date(clock.wallMs()).toISOString().replaceAll(/[-:]|\..*$/g, '');
  return `${at}-${randomBytes(3).toString('hex')}`;
}

/** The diary of a run: JSON lines in `.llmgw/runs/nuke-RUN.jsonl`, on disk before the run goes on. */
export class RunLog {
  readonly file: string;
  readonly #fd: number;
  readonly #parts: RunLogParts;
  readonly #startedAt: number;
  #stage = 'start';

  /** Throws `E_IO` when it cannot be made: a run that leaves no trace is not begun. */
  constructor(parts: RunLogParts) {
    const folder = join(parts.io.cwd, '.llmgw', 'runs');
    this.file = join(folder, `nuke-${parts.runId}.jsonl`);
    this.#parts = parts;
    this.#startedAt = parts.clock.now();
    try {
      mkdirSync(folder, { recursive: true, mode: 0o700 });
      this.#fd = openSync(this.file, 'ax', 0o600);
    } catch (cause) {
      throw new LlmgwError('E_IO', `the log of the run cannot be made: ${codeOf(cause)}`, {
        where: folder,
        hint: 'run it in a folder that you may write to; nothing was changed',
      });
    }
  }

  /** The last step that was told of. */
  get stage(): string {
    return this.#stage;
  }

  /** Adds a line, and waits until it is on disk. */
  readonly write = (event: string, fields: Fields = {}): void => {
    const { io, clock, runId, echo } = this.#parts;
    if (!event.startsWith('nuke.aborted')) this.#stage = event;
    const ms = Math.round(clock.now() - this.#startedAt);
    const at = new Date(clock.wallMs()).toISOString();
    const line = `${JSON.stringify({ at, ms, run_id: runId, event, ...fields })}\n`;
    writeSync(this.#fd, line);
    fsyncSync(this.#fd);
    if (echo === 'json') io.stderr.write(line);
    const said = echo === 'text' ? sayForPeople(event, fields) : null;
    if (said !== null) io.stderr.write(`nuke-db: ${said}\n`);
  };

  close(): void {
    closeSync(this.#fd);
  }
}

/** The steps that take time, or that matter; null: not worth a line. */
function sayForPeople(event: string, fields: Fields): string | null {
  switch (event) {
    case 'backup.start':
      return `making a backup in ${String(fields['folder'])}`;
    case 'backup.ok':
      return `backup checked: sha256 ${String(fields['sha256'])}`;
    case 'lock.timeout':
      return `the tables are in use; attempt ${String(fields['attempt'])} gave up after its lock time-out`;
    case 'session.terminated':
      return `ended ${String(fields['application'])} (pid ${String(fields['pid'])})`;
    case 'truncate.start':
      return `emptying ${formatCount(Number(fields['tables']))} tables`;
    case 'commit.ambiguous':
      return 'the connection was lost at the commit; asking the server what became of it';
    default:
      return null;
  }
}
