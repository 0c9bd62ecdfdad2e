import type { ProjectFile } from '../project.ts';
import type { Span } from '../rule.ts';
import { dotenvEntries } from './dotenv-entries.ts';
import { placedScalars, type PlacedScalar } from './yaml-places.ts';

/** A value in a place where a secret belongs. */
export interface CredentialField {
  /** The key or variable. */
  readonly name: string;
  readonly value: string;
  /** Without quotes. */
  readonly span: Span;
  /** The YAML path; null in an env file. */
  readonly path: string | null;
  readonly isHeader: boolean;
}

const NAME =
  /(?:(?:api|access|secret|private|master|salt|signing|encryption|subscription|auth|account|license|service|shared|storage)[_-]?key|secret|passw(?:or)?d|passphrase|pwd|token|credentials?|auth_value|litellm_license)$/i;
const NOT_SECRET =
  /(?:public|publishable|anon|per|max|min|num|next|page|continuation|cancel|stop|pad|eos|bos|csrf)[_-]?(?:key|token)$|(?:^|[_-])(?:id[_-]token|use_\w+|allow_\w+|disable_\w+|enable_\w+|require_\w+|include_\w+)$/i;
const VARIABLE_KEY = /^[A-Z][A-Z\d_]*_KEY$/;
const FIELD =
  /(?:key|secret|passw(?:or)?d|passphrase|pwd|token|credentials?|auth_value|license)["']?[ \t]*:[ \t]*[^\s#]/i;
const HEADER = /(?:^|\.)[\w-]*headers\.[^.]+$/;
const HEADER_NAME = /authorization|api-?key|token|secret|cookie|subscription-key|password/i;

/** Whether a key or variable of this name holds a secret, and not a number, a name or a choice. */
export function isCredentialName(name: string): boolean {
  return (NAME.test(name) || VARIABLE_KEY.test(name)) && !NOT_SECRET.test(name);
}

/** The places of a YAML or env file where a secret belongs, those that are not empty. */
export function credentialFields(file: ProjectFile): readonly CredentialField[] {
  if (file.kind === 'dotenv')
    return dotenvEntries(file)
      .filter(({ name, value }) => value !== '' && isCredentialName(name))
      .map(({ name, value, span }) => ({ name, value, span, path: null, isHeader: false }));
  // Most YAML of a project has nothing to do with a gateway: it is not parsed for nothing.
  if (file.kind !== 'gateway' && !FIELD.test(file.text)) return [];
  return placedScalars(file).flatMap(fieldOf);
}

function fieldOf({ scalar, key, inner }: PlacedScalar): readonly CredentialField[] {
  const { value, text, path, tag } = scalar;
  const isHeader = HEADER.test(path);
  const isWanted = isHeader ? HEADER_NAME.test(key) : isCredentialName(key);
  // A number or a flag is a setting of something; a tag says that it is kept somewhere else.
  if (!isWanted || typeof value !== 'string' || text.trim() === '' || tag !== null) return [];
  return [{ name: key, value: text, span: inner, path, isHeader }];
}
