import { createInterface } from 'node:readline';
import type { Io } from '../../src/cli/io.ts';
import { LlmgwError } from '../../src/core/errors.ts';
import type { Baseline, BaselineEntry, BaselineLabel } from '../../src/diagnostics/baseline.ts';

const ANSWERS: Readonly<Record<string, BaselineLabel>> = {
  a: 'accepted',
  f: 'false-positive',
  m: 'must-fix',
};

/**
 * Goes through the entries nobody has decided about. An empty answer leaves one for later, `q` and
 * the end of the input all that follow. Rejects with `E_USAGE` where nobody can answer.
 */
export async function auditBaseline(baseline: Baseline, io: Io): Promise<Baseline> {
  const open = baseline.entries.filter(({ label }) => label === 'unreviewed');
  if (open.length === 0) {
    io.stderr.write('every entry of the baseline has its label\n');
    return baseline;
  }
  if (!io.stdinIsTty) throw noTerminal(open.length);
  const terminal = createInterface({ input: io.stdin, terminal: false });
  const decided = await decide(open, terminal[Symbol.asyncIterator](), io);
  terminal.close();
  return { entries: baseline.entries.map((entry) => decided.get(entry.fingerprint) ?? entry) };
}

/** Lines that were typed ahead are answers too. */
async function decide(
  open: readonly BaselineEntry[],
  lines: AsyncIterator<string>,
  io: Io,
): Promise<ReadonlyMap<string, BaselineEntry>> {
  const decided = new Map<string, BaselineEntry>();
  for (const [index, entry] of open.entries()) {
    const { code, name, file, path } = entry;
    const place = path === undefined ? file : `${file}  ${path}`;
    io.stderr.write(`[${index + 1}/${open.length}] ${code} ${name}\n  ${place}\n`);
    io.stderr.write('  [a]ccepted, [f]alse positive, [m]ust fix, [q]uit, enter for later: ');
    const { done = false, value } = await lines.next();
    const answer = done ? 'q' : value.trim().toLowerCase();
    if (answer === 'q') break;
    const label = ANSWERS[answer];
    if (label !== undefined) decided.set(entry.fingerprint, { ...entry, label });
  }
  return decided;
}

function noTerminal(open: number): LlmgwError {
  const words = open === 1 ? '1 entry is' : `${open} entries are`;
  return new LlmgwError('E_USAGE', `--audit-baseline asks on a terminal: ${words} unreviewed`, {
    hint: 'run it on a terminal, or edit the `label` of each entry in the file: accepted, false-positive, must-fix',
  });
}
