import { diffValues, type ValueChange } from '../../src/config/render/flatten-values.ts';
import { EXIT, type ExitCode } from '../../src/core/exit-codes.ts';
import type { CommandContext } from '../context.ts';
import { loadValues, readTarget } from './read-target.ts';
import type { RenderConfigOptions } from './render-options.ts';
import { unifiedDiff } from './unified-diff.ts';

type DiffOptions = RenderConfigOptions & { readonly diff: string };

/** What differs from the other side to this file: added, removed, changed paths; secrets by hash. */
export async function showDiff(
  { diff, url, exitCode, text }: DiffOptions,
  context: CommandContext,
  file: string,
): Promise<ExitCode> {
  const { stdout } = context.io;
  const before = await readTarget(context, { target: diff, file, url });
  const after = loadValues(context, file);
  const changes = diffValues(before, after);
  if (context.options.json) {
    stdout.write(`${JSON.stringify({ schema: 'llmgw.config-diff/v1', target: diff, changes })}\n`);
  } else if (text) {
    stdout.write(await unifiedDiff({ before, after, names: [diff, file] }));
  } else {
    const { paint } = stdout;
    for (const change of changes) {
      const { removed, added } = lines(change);
      if (removed !== null) stdout.write(`${paint.red(removed)}\n`);
      if (added !== null) stdout.write(`${paint.green(added)}\n`);
    }
  }
  return changes.length > 0 && exitCode ? EXIT.warning : EXIT.ok;
}

function lines({ path, before, after }: ValueChange): {
  readonly removed: string | null;
  readonly added: string | null;
} {
  return {
    removed: before === null ? null : `- ${path}: ${before}`,
    added: after === null ? null : `+ ${path}: ${after}`,
  };
}
