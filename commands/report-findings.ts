import { readFileSync } from 'node:fs';
import type { Finding } from '../src/diagnostics/finding.ts';
import { renderFindings } from '../src/diagnostics/render/text.ts';
import type { CommandContext } from './context.ts';

/** Prints findings on stderr, as text for people or one log line each for machines. */
export function reportFindings(context: CommandContext, findings: readonly Finding[]): void {
  const worthSaying = findings.filter(
    ({ severity }) => severity !== 'info' || context.options.verbosity > 0,
  );
  if (worthSaying.length === 0) return;
  const { stderr } = context.io;
  const text = renderFindings(worthSaying, { color: stderr.paint, sourceOf: readOrNull });
  stderr.write(`${text}\n`);
}

function readOrNull(file: string): string | null {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return null;
  }
}
