import { LlmgwError } from '../../src/core/errors.ts';
import { suggest } from '../../src/core/suggest.ts';
import type { Collector } from '../../src/infra/collector.ts';

/** The collectors that were asked for. Throws `E_USAGE` for a name there is none of, and for none at all. */
export function chooseCollectors<One extends Pick<Collector, 'name'>>(
  all: readonly One[],
  only: readonly string[] | null,
  skip: readonly string[],
): readonly One[] {
  const names = all.map(({ name }) => name);
  checkNames('--collectors', only ?? [], names);
  checkNames('--skip', skip, names);
  const chosen = all.filter(({ name }) => (only ?? names).includes(name) && !skip.includes(name));
  if (chosen.length > 0) return chosen;
  throw new LlmgwError('E_USAGE', 'no collector is left to run', {
    where: '--collectors, --skip',
    hint: 'see `llmgw ingest-state --list`',
  });
}

function checkNames(flag: string, given: readonly string[], names: readonly string[]): void {
  const unknown = given.find((name) => !names.includes(name));
  if (unknown === undefined) return;
  const meant = suggest(unknown, names);
  throw new LlmgwError('E_USAGE', `there is no collector '${unknown}'`, {
    where: flag,
    hint: meant === null ? `they are: ${names.join(', ')}` : `did you mean ${meant}?`,
  });
}
