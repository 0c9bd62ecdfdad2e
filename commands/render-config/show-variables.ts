import { findReferences } from '../../src/config/render/references.ts';
import { sourceWords, type KnownVariable } from '../../src/config/render/value-source.ts';
import type { YamlNode } from '../../src/config/yaml-document.ts';
import { EXIT, type ExitCode } from '../../src/core/exit-codes.ts';
import type { CommandContext } from '../context.ts';

interface Row {
  readonly name: string;
  readonly state: 'set' | 'empty' | 'unset';
  readonly source: string;
  readonly usedAt: readonly string[];
}

/** A table of the variables a file refers to; 1 when one of them is not set. */
export function showVariables(
  { io, options }: CommandContext,
  { root }: { readonly root: YamlNode },
  variables: ReadonlyMap<string, KnownVariable>,
): ExitCode {
  const rows = toRows(root, variables);
  if (options.json) {
    io.stdout.write(`${JSON.stringify({ schema: 'llmgw.variables/v1', variables: rows })}\n`);
  } else io.stdout.write(table(rows));
  return rows.some(({ state }) => state === 'unset') ? EXIT.critical : EXIT.ok;
}

function toRows(root: YamlNode, variables: ReadonlyMap<string, KnownVariable>): readonly Row[] {
  const uses = new Map<string, string[]>();
  for (const { name, scalar } of findReferences(root)) {
    uses.set(name, [...(uses.get(name) ?? []), scalar.path]);
  }
  return [...uses]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([name, usedAt]) => {
      const known = variables.get(name);
      const state = known === undefined ? 'unset' : known.value.trim() === '' ? 'empty' : 'set';
      return { name, state, source: known === undefined ? '' : sourceWords(known.source), usedAt };
    });
}

function table(rows: readonly Row[]): string {
  if (rows.length === 0) return 'the file refers to no variables\n';
  const head: readonly string[] = ['variable', 'state', 'from', 'used at'];
  const lines = rows.map(({ name, state, source, usedAt }) => {
    const [first = '', ...others] = usedAt;
    return [
      name,
      state,
      source,
      others.length === 0 ? first : `${first} and ${others.length} more`,
    ];
  });
  const widths = head.map((word, at) =>
    Math.max(word.length, ...lines.map((cells) => cells[at]?.length ?? 0)),
  );
  return [head, ...lines]
    .map(
      (cells) =>
        `${cells
          .map((cell, at) => cell.padEnd(widths[at] ?? 0))
          .join('  ')
          .trimEnd()}\n`,
    )
    .join('');
}
