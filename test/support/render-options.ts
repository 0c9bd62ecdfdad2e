import type { RenderConfigOptions } from '../../commands/render-config/render-options.ts';
import { CommandContext } from '../../commands/context.ts';
import type { Workplace } from './app.ts';
import { captureIo, type CapturedIo } from './io.ts';

/** What `llmgw render-config` is asked when nothing is said, and what a test says. */
export function renderOptions(parts: Partial<RenderConfigOptions> = {}): RenderConfigOptions {
  return {
    ...{ file: null, set: new Map(), unresolved: 'error', mode: 'preserve', format: 'yaml' },
    ...{ mask: 'full', provenance: 'none', variables: false, hash: false, validate: true },
    ...{ check: false, output: null, diff: null, text: false, exitCode: false },
    url: new URL('http://127.0.0.1:4000'),
    ...parts,
  };
}

/** A context of a command in that folder, and what it writes. */
export function contextIn(
  place: Workplace,
  env: Readonly<Record<string, string>> = {},
): { readonly context: CommandContext; readonly captured: CapturedIo } {
  const captured = captureIo({ cwd: place.dir, env });
  const options = { config: null, envFiles: [], quiet: false, verbosity: 0, json: false };
  return { context: new CommandContext(captured.io, { ...options, color: 'never' }), captured };
}
