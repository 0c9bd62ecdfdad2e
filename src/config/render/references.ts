import { yamlScalars, type YamlNode, type YamlScalar } from '../yaml-document.ts';

/** A scalar that is replaced by the value of a variable. */
export interface Reference {
  readonly scalar: YamlScalar;
  readonly name: string;
  /** What stands before it: `Bearer ` in headers of pass-through endpoints, else nothing. */
  readonly prefix: string;
}

const PREFIX = 'os.environ/';
const PASS_THROUGH_HEADER = /^general_settings\.pass_through_endpoints\[\d+\]\.headers\./;

/**
 * Every scalar that the gateway reads as a variable, in the order of the file. `${NAME}` is none: the
 * gateway, like LiteLLM, takes it for text.
 */
export function findReferences(root: YamlNode): readonly Reference[] {
  return [...yamlScalars(root)].flatMap(({ scalar }) => referenceOf(scalar) ?? []);
}

function referenceOf(scalar: YamlScalar): Reference | null {
  if (typeof scalar.value !== 'string') return null;
  const at = scalar.text.indexOf(PREFIX);
  if (at < 0 || (at > 0 && !PASS_THROUGH_HEADER.test(scalar.path))) return null;
  return { scalar, name: scalar.text.slice(at + PREFIX.length), prefix: scalar.text.slice(0, at) };
}
