import { loadConfig } from '../../src/config/load.ts';
import type { ConfigNode, MapNode } from '../../src/config/node.ts';
import { canonicalTree, canonicalYaml } from '../../src/config/render/canonical.ts';
import { LlmgwError } from '../../src/core/errors.ts';
import { formOf } from '../../src/security/secrets/find-secrets.ts';
import type { CommandContext } from '../context.ts';
import { PROVIDER_CATALOGUE } from '../read-gateway-config.ts';
import type { RenderConfigOptions } from './render-options.ts';

/** The file with its includes, sorted, one spelling for each meaning. */
export function renderCanonical(
  { mask, format, set }: RenderConfigOptions,
  context: CommandContext,
  file: string,
): string {
  const env = context.environment().variables;
  const options = {
    file,
    env,
    providers: PROVIDER_CATALOGUE,
    allowUnsetEnv: true,
    skipBroken: true,
  };
  const { root } = loadConfig(options);
  if (root === null) {
    throw new LlmgwError('E_CONFIG', 'the configuration cannot be read', {
      where: file,
      hint: `llmgw validate-config ${file}`,
    });
  }
  const whole = [...set].reduce((tree, [path, value]) => setAt(tree, path, value), root);
  const looksSecret = (value: string): boolean => formOf(value) !== null;
  const tree = canonicalTree(whole, { mask, looksSecret });
  return format === 'json' ? `${JSON.stringify(tree, null, 2)}\n` : canonicalYaml(tree);
}

/** A tree with one value changed or added; lists are only ever changed. */
function setAt(root: MapNode, path: string, value: string): MapNode {
  const steps = path.split(/\.|(?=\[\d+\])/);
  const changed = put(root, steps, value);
  if (changed.kind === 'map') return changed;
  throw noPlace(path);
}

function put(node: ConfigNode | null, steps: readonly string[], value: string): ConfigNode {
  const position = node?.position ?? { file: '--set', line: 1, column: 1 };
  const [step, ...rest] = steps;
  if (step === undefined) return { kind: 'scalar', value, source: value, position };
  const index = /^\[(\d+)\]$/.exec(step)?.[1];
  if (index !== undefined) return putItem(node, Number(index), (item) => put(item, rest, value));
  const entries = new Map(node?.kind === 'map' ? node.entries : []);
  const before = entries.get(step);
  entries.set(step, { keyPosition: position, value: put(before?.value ?? null, rest, value) });
  return { kind: 'map', position, entries };
}

function putItem(
  node: ConfigNode | null,
  index: number,
  change: (item: ConfigNode) => ConfigNode,
): ConfigNode {
  const item = node?.kind === 'list' ? node.items[index] : undefined;
  if (node?.kind !== 'list' || item === undefined) throw noPlace(`[${index}]`);
  return { ...node, items: node.items.with(index, change(item)) };
}

function noPlace(path: string): LlmgwError {
  return new LlmgwError('E_USAGE', `there is no place at \`${path}\``, {
    where: '--set',
    hint: 'items of lists can be changed, not added: model_list[0].litellm_params.model=…',
  });
}
