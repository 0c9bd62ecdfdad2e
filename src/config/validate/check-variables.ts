import type { Position } from '../../diagnostics/finding.ts';
import type { FindingLog } from '../finding-log.ts';
import { entriesOf, type ConfigNode } from '../node.ts';
import { printableVariable } from '../printable.ts';
import { isSecret } from '../render/mask-value.ts';
import type { Environment } from '../resolve-env.ts';

/** What the variables a file refers to are checked with. */
export interface VariableCheck {
  readonly env: Environment;
  readonly log: FindingLog;
  readonly isPlaceholder: (value: string) => boolean;
}

/** Where a variable is referred to. */
interface Reference {
  readonly name: string;
  readonly path: string;
  readonly position: Position;
}

const PREFIX = 'os.environ/';

/**
 * Looks at the values behind `os.environ/NAME`: what is padded, quoted, a placeholder, or set under
 * a name in other case. Unset and empty ones are the loader's to tell. Gives the names it found.
 */
export function checkVariables(root: ConfigNode, check: VariableCheck): ReadonlySet<string> {
  const names = new Set<string>();
  for (const reference of references(root, '')) {
    if (!names.has(reference.name)) checkVariable(reference, check);
    names.add(reference.name);
  }
  return names;
}

function* references(node: ConfigNode, path: string): Generator<Reference> {
  if (node.kind === 'list') {
    for (const [at, item] of node.items.entries()) yield* references(item, `${path}[${at}]`);
  } else if (node.kind === 'map') {
    for (const [key, { value }] of entriesOf(node)) {
      yield* references(value, path === '' ? key : `${path}.${key}`);
    }
  } else if (typeof node.value === 'string' && node.value.startsWith(PREFIX)) {
    yield { name: node.value.slice(PREFIX.length), path, position: node.position };
  }
}

function checkVariable(reference: Reference, { env, log, isPlaceholder }: VariableCheck): void {
  const { name, ...place } = reference;
  const value = env[name];
  const shown = `\`${printableVariable(name)}\``;
  if (value === undefined) {
    const other = Object.keys(env).find((key) => key.toLowerCase() === name.toLowerCase());
    if (other === undefined) return;
    log.add('variable-in-other-case', {
      message: `${shown} is not set, but \`${printableVariable(other)}\` is`,
      help: `write os.environ/${printableVariable(other)}: names of variables are case-sensitive`,
      ...place,
    });
  } else if (value.trim() !== '' && /^[\s"']|[\s"']$/.test(value)) {
    log.add('padded-variable', {
      message: `the value of ${shown} begins or ends with a space, a line break or a quote`,
      help: 'take these off where it is set: they become part of the value',
      ...place,
    });
  } else if (
    isSecret({ value: '', path: place.path, variable: name }, () => false) &&
    isPlaceholder(value)
  ) {
    log.add('placeholder-variable', {
      message: `${shown} holds a placeholder, not a value`,
      help: 'set the real value',
      ...place,
    });
  }
}
