import { filesOf, type Project, type ProjectFile } from '../project.ts';
import type { Span } from '../rule.ts';
import { isReference } from '../secrets/placeholders.ts';
import { readAddress, type Address } from './address.ts';
import { assignmentsOf } from './assignments.ts';
import { withDefaults } from './compose-services.ts';
import { definedVariables } from './variables.ts';
import { placedScalars } from './yaml-places.ts';

/** The URL of a database where it is written, in its parts. */
export interface DatabaseUrl {
  readonly file: ProjectFile;
  /** Of the whole URL, without quotes. */
  readonly span: Span;
  readonly path: string | null;
  /** The variable that holds it; null: it stands in a configuration. */
  readonly name: string | null;
  /** `postgresql`, `redis`; what stands behind a `+` is left out. */
  readonly scheme: string;
  /** null: none is written, or a variable gives it. */
  readonly user: string | null;
  /** null: none is written, or a variable gives it; '' is an empty one. */
  readonly password: DatabasePassword | null;
  /** Whether something stands where a password does, a variable perhaps. */
  readonly hasPassword: boolean;
  /** null: a variable gives it, or it is a socket. */
  readonly address: Address | null;
  /** The name of the database; '' when none is written. */
  readonly database: string;
  /** The names are in small letters. */
  readonly options: ReadonlyMap<string, string>;
}

/** A password that is written out. */
export interface DatabasePassword {
  readonly text: string;
  readonly span: Span;
  /** It only counts where nobody sets the variable it stands for: `${PASSWORD:-postgres}`. */
  readonly isFallback: boolean;
}

const URL_PARTS =
  /^(?:jdbc:)?(?<scheme>postgres(?:ql)?|mysql|mariadb|mongodb|rediss?)(?:\+\w+)?:\/\/(?:(?<user>[^:@/]*)(?<colon>:(?<password>[^@]*))?@)?(?<host>[^/?#]*)(?:\/(?<database>[^?#]*))?(?:\?(?<query>[^#]*))?/i;
const FALLBACK = /^\$\{(\w+):?-([^}]*)\}$/;
/** No URL is longer; what is was written to take time. */
const LONGEST = 4000;
const known = new WeakMap<Project, readonly DatabaseUrl[]>();

/** Every database URL that a configuration or a variable of the project holds. */
export function databaseUrls(project: Project): readonly DatabaseUrl[] {
  const urls = known.get(project) ?? findUrls(project);
  known.set(project, urls);
  return urls;
}

/** Those of PostgreSQL. */
export function postgresUrls(project: Project): readonly DatabaseUrl[] {
  return databaseUrls(project).filter(({ scheme }) => scheme.startsWith('postgres'));
}

/** Those of Redis. */
export function redisUrls(project: Project): readonly DatabaseUrl[] {
  return databaseUrls(project).filter(({ scheme }) => scheme.startsWith('redis'));
}

function findUrls(project: Project): readonly DatabaseUrl[] {
  const assigned = assignmentsOf(project).flatMap(({ file, name, value, span, path }) =>
    value === null ? [] : readUrl(project, { file, name, span, path }, value),
  );
  const settings = filesOf(project, 'gateway').flatMap((file) =>
    placedScalars(file).flatMap(({ scalar, inner }) =>
      scalar.path.startsWith('environment_variables.')
        ? []
        : readUrl(project, { file, name: null, span: inner, path: scalar.path }, scalar.text),
    ),
  );
  return [...assigned, ...settings];
}

type Place = Pick<DatabaseUrl, 'file' | 'name' | 'span' | 'path'>;

function readUrl(project: Project, place: Place, text: string): readonly DatabaseUrl[] {
  const parts = text.length <= LONGEST && text.includes('://') ? splitUrl(text) : null;
  if (parts === null) return [];
  const { scheme = '', user, colon, password, host = '', database, query } = parts;
  return [
    {
      ...place,
      scheme: scheme.toLowerCase(),
      user: literal(user),
      password: passwordOf(project, place, password),
      hasPassword: colon !== undefined && password !== '',
      address: literal(host) === null ? null : readAddress(withDefaults(host)),
      database: withDefaults(database ?? ''),
      options: optionsOf(query ?? ''),
    },
  ];
}

/** Variables may hold any character: they are taken out before the URL is read, then put back. */
function splitUrl(text: string): Readonly<Record<string, string | undefined>> | null {
  const variables: string[] = [];
  const plain = text.trim().replaceAll(/\$\{[^}]*\}|\$\([^)]*\)|\{\{[^}]*\}\}/g, (variable) => {
    variables.push(variable);
    return `\u0000${variables.length - 1}\u0001`;
  });
  const groups = URL_PARTS.exec(plain)?.groups;
  if (groups === undefined) return null;
  const restore = (part: string | undefined): string | undefined =>
    // eslint-disable-next-line no-control-regex
    part?.replaceAll(/\u0000(\d+)\u0001/g, (_, at: string) => variables[Number(at)] ?? '');
  return Object.fromEntries(Object.entries(groups).map(([name, part]) => [name, restore(part)]));
}

/** What is written or falls back to; null: only a variable tells. */
function literal(text: string | undefined): string | null {
  if (text === undefined || text === '') return null;
  const value = withDefaults(text);
  return value.includes('?') || isReference(value) ? null : value;
}

function passwordOf(
  project: Project,
  { file, span }: Place,
  written: string | undefined,
): DatabasePassword | null {
  const password = written === undefined ? null : readPassword(project, written);
  if (written === undefined || password === null) return null;
  const at = file.text.slice(span.start, span.end).indexOf(`:${written}@`);
  const start = span.start + at + 1;
  const place = at === -1 ? span : { start, end: start + written.length };
  return { ...password, text: decoded(password.text), span: place };
}

/** A password, or what its variable falls back to; null: only that variable tells. */
export function readPassword(
  project: Project,
  written: string,
): Pick<DatabasePassword, 'text' | 'isFallback'> | null {
  const fallback = FALLBACK.exec(written);
  const text = fallback?.[2] ?? written;
  if (isReference(text) || text.includes('$')) return null;
  if (fallback !== null && definedVariables(project).has(fallback[1] ?? '')) return null;
  return { text, isFallback: fallback !== null };
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

function optionsOf(query: string): ReadonlyMap<string, string> {
  return new Map(
    [...new URLSearchParams(query)].map(([name, value]) => [name.toLowerCase(), value]),
  );
}
