import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { LlmgwError, messageOf } from '../../src/core/errors.ts';
import { parseBaseline, renderBaseline, type Baseline } from '../../src/diagnostics/baseline.ts';
import type { BaselineOption } from './check-options.ts';
import { systemCode } from './collect/try-read.ts';
import { writeWhole } from './write-whole.ts';

/**
 * Reads the baseline; an absent one is empty when it is about to be written. Throws `E_IO` when it
 * cannot be read, `E_USAGE` when it is none.
 */
export function readBaselineFile(cwd: string, { file, action }: BaselineOption): Baseline {
  const text = readText(resolve(cwd, file), file, action === 'update');
  if (text === null) return { entries: [] };
  const baseline = parseBaseline(text);
  if (baseline !== null) return baseline;
  throw new LlmgwError('E_USAGE', 'this is no baseline of llmgw', {
    where: file,
    hint: `remove it and write it anew: llmgw check-security --baseline ${file} --update-baseline`,
  });
}

function readText(path: string, file: string, mayBeAbsent: boolean): string | null {
  try {
    return readFileSync(path, 'utf8');
  } catch (cause) {
    if (mayBeAbsent && systemCode(cause) === 'ENOENT') return null;
    throw new LlmgwError('E_IO', `the baseline cannot be read: ${messageOf(cause)}`, {
      where: file,
      hint: `llmgw check-security --baseline ${file} --update-baseline writes it`,
      cause,
    });
  }
}

/** Writes the baseline in one step; throws `E_IO`. */
export function writeBaselineFile(cwd: string, file: string, baseline: Baseline): void {
  writeWhole(resolve(cwd, file), renderBaseline(baseline), 'the baseline');
}
