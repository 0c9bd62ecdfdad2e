import { closeSync, fsyncSync, openSync, writeFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { LlmgwError } from '../../src/core/errors.ts';
import { codeOf } from '../../src/core/service-fault.ts';
import type { RotationReport } from '../../src/rotation/types.ts';
import type { Action } from './reencrypt-options.ts';

/** The report as one line of JSON, `llmgw.reencrypt/v1`. Of the columns searched, those with rows. */
export function reportDocument(report: RotationReport, action: Action): string {
  const scan = report.plan?.scan.filter(({ rows }) => rows > 0);
  const plan = report.plan && { ...report.plan, scan };
  return `${JSON.stringify({ schema: 'llmgw.reencrypt/v1', action, ...report, plan })}\n`;
}

/** Makes sure, before anything is done, that a report can be written. Throws `E_IO`. */
export function openReport(cwd: string, path: string): ReportFile {
  const file = resolve(cwd, path);
  try {
    return new ReportFile(file, openSync(file, 'w', 0o600));
  } catch (cause) {
    throw failure(file, cause);
  }
}

/** A file that only its owner may read, and that takes one document. */
class ReportFile {
  readonly #file: string;
  readonly #fd: number;

  constructor(file: string, fd: number) {
    this.#file = file;
    this.#fd = fd;
  }

  /** Throws `E_IO` when the disk does not take it. */
  write(document: string): void {
    try {
      writeFileSync(this.#fd, document);
      fsyncSync(this.#fd);
    } catch (cause) {
      throw failure(this.#file, cause);
    } finally {
      closeSync(this.#fd);
    }
  }
}

function failure(file: string, cause: unknown): LlmgwError {
  return new LlmgwError('E_IO', `the report cannot be written: ${codeOf(cause) || 'unknown'}`, {
    where: file,
    hint: 'name another file with --report',
  });
}
