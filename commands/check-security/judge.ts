import type { LiveCheck } from '../../src/diagnostics/report.ts';
import type { ProjectFile } from '../../src/security/project.ts';
import { rules } from '../../src/security/registry.ts';
import type { FilesContext } from '../local-context.ts';
import { readBaselineFile } from './baseline-file.ts';
import type { CheckOptions } from './check-options.ts';
import type { Surroundings } from './collect/collect.ts';
import { isChosen, type Judgement } from './inspect.ts';

/** What the run is judged by, and the calls that were made for it. */
export interface Judging {
  readonly judgement: Judgement;
  readonly live: readonly LiveCheck[];
}

/** Chooses the rules, reads the baseline, and asks providers where that is wanted. */
export async function prepareJudgement(
  options: CheckOptions,
  { settings }: Surroundings,
  { files, context }: { readonly files: readonly ProjectFile[]; readonly context: FilesContext },
): Promise<Judging> {
  const { baseline } = options;
  const known = baseline === null ? null : readBaselineFile(context.io.cwd, baseline);
  const verified = await verify(options, files, context);
  return {
    live: verified.live,
    judgement: {
      ...{ options, settings, baseline: known },
      rules: rules.filter(({ code }) => isChosen(code, options)),
      live: verified.findings,
    },
  };
}

async function verify(
  { verify: option }: CheckOptions,
  files: readonly ProjectFile[],
  context: FilesContext,
) {
  if (option === null) return { findings: [], live: [] };
  const { verifyKeys } = await import('./verify/verify-keys.ts');
  const { clock } = context;
  return verifyKeys(files, option, { client: await context.upstream(), clock });
}
