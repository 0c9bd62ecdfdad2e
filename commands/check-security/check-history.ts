import type { FilesContext } from '../local-context.ts';
import type { Checked } from './check-files.ts';
import type { CheckOptions } from './check-options.ts';
import type { Surroundings } from './collect/collect.ts';
import { collectHistory } from './collect/collect-history.ts';
import { narrowTo } from './collect/narrow.ts';
import { inspectHistory } from './inspect-history.ts';
import { prepareJudgement } from './judge.ts';

/** Looks for secrets in every version of every file. */
export async function checkHistory(
  options: CheckOptions,
  around: Surroundings,
  context: FilesContext,
): Promise<Checked> {
  const { place, facts } = around;
  const { limits } = options.source;
  const paths = options.source.kind === 'history' ? options.source.paths : [];
  const narrowed = narrowTo(place.cwd, paths);
  const history = await collectHistory(place, { facts, limits });
  const versions = history.versions.filter(({ project }) =>
    project.files.some(({ path }) => narrowed?.has(path) ?? true),
  );
  const files = versions.flatMap(({ project }) => project.files);
  const { judgement, live } = await prepareJudgement(options, around, { files, context });
  const inspection = inspectHistory(versions, judgement);
  return { inspection, files, skipped: history.skipped, live, plan: null };
}
