import { parsePlainMap } from '../config/parse-plain-map.ts';
import { SkillFault } from './skill.ts';

/** What a `SKILL.md` says of itself, by the Agent Skills format. */
export interface SkillManifest {
  readonly name: string;
  readonly description: string;
  readonly license: string | null;
  readonly compatibility: string | null;
  readonly metadata: Readonly<Record<string, string>>;
  readonly allowedTools: readonly string[];
  /** The Markdown behind the frontmatter. */
  readonly body: string;
}

/** The most bytes of a `SKILL.md`: it becomes part of a prompt. */
export const MOST_SKILL_MD_BYTES = 262_144;

const MOST_FRONTMATTER = 65_536;
const LONGEST_NAME = 64;
const LONGEST_DESCRIPTION = 1_024;
const LONGEST_COMPATIBILITY = 500;
const NAME = /^[a-z0-9]+(?:-[a-z0-9]+)*$/;

/** Whether a text can be the name of a skill. No path can. */
export function isSkillName(text: string): boolean {
  return text.length <= LONGEST_NAME && NAME.test(text);
}

/**
 * Reads a `SKILL.md`. `where` names the file in faults; `folder`, when it is given, must be the name
 * of the skill. Throws a `SkillFault` with the line.
 */
export function readSkillMd(text: string, where: string, folder?: string): SkillManifest {
  const { yaml, body } = split(text, where);
  const fields = new Fields(readMap(yaml, where), yaml, where);
  const name = fields.required('name', LONGEST_NAME);
  if (!isSkillName(name)) {
    throw fields.fault('name', 'must be lower-case letters, digits and single hyphens');
  }
  if (folder !== undefined && folder !== name) {
    throw fields.fault('name', `must be the name of its folder, \`${folder.slice(0, 100)}\``);
  }
  return {
    name,
    description: fields.required('description', LONGEST_DESCRIPTION),
    license: fields.text('license'),
    compatibility: fields.text('compatibility', LONGEST_COMPATIBILITY),
    metadata: fields.texts('metadata'),
    allowedTools: fields.text('allowed-tools')?.split(/\s+/) ?? [],
    body,
  };
}

interface Parts {
  readonly yaml: string;
  readonly body: string;
}

/** The frontmatter stands between two lines of `---`, the first of which begins the file. */
function split(text: string, where: string): Parts {
  const clean = text.replace(/^\uFEFF/, '');
  const opening = /^---[ \t]*\r?\n/.exec(clean)?.[0];
  if (opening === undefined) {
    throw new SkillFault(`${where}:1`, 'must begin with a line `---`, then name and description');
  }
  const rest = clean.slice(opening.length);
  const closing = /^---[ \t]*(?:\r?\n|$)/m.exec(rest);
  if (closing === null) throw new SkillFault(`${where}:1`, 'the second line `---` is missing');
  if (closing.index > MOST_FRONTMATTER) {
    throw new SkillFault(`${where}:1`, `what stands before the second \`---\` is too long`);
  }
  return {
    yaml: rest.slice(0, closing.index),
    body: rest.slice(closing.index + closing[0].length),
  };
}

/** Descriptions with a colon and without quotes are common: they get the quotes, once. */
function readMap(yaml: string, where: string): ReadonlyMap<string, unknown> {
  const strict = parsePlainMap(yaml);
  if ('values' in strict) return strict.values;
  const lenient = parsePlainMap(yaml.split('\n').map(quoteColons).join('\n'));
  if ('values' in lenient) return lenient.values;
  // One line of `---` stands before the first of the frontmatter.
  throw new SkillFault(`${where}:${strict.line + 1}`, strict.problem);
}

function quoteColons(line: string): string {
  const match = /^([a-z-]+):[ \t]+([^\s"'[\]{}|>&*!#%@`].*?)\s*$/.exec(line);
  const [, key = '', value = ''] = match ?? [];
  return /:(?:\s|$)/.test(value) ? `${key}: ${JSON.stringify(value)}` : line;
}

/** The fields of one frontmatter. */
class Fields {
  readonly #values: ReadonlyMap<string, unknown>;
  readonly #yaml: string;
  readonly #where: string;

  constructor(values: ReadonlyMap<string, unknown>, yaml: string, where: string) {
    this.#values = values;
    this.#yaml = yaml;
    this.#where = where;
  }

  /** A fault in the line of this field. */
  fault(key: string, problem: string): SkillFault {
    const index = this.#yaml.split('\n').findIndex((line) => line.startsWith(`${key}:`));
    return new SkillFault(`${this.#where}:${index + 2}`, `\`${key}\` ${problem}`);
  }

  /** Null for what is missing or empty. */
  text(key: string, longest = Infinity): string | null {
    const value = this.#values.get(key) ?? '';
    if (typeof value !== 'string') throw this.fault(key, 'must be text');
    const text = value.trim();
    if (text.length > longest) throw this.fault(key, `has more than ${longest} characters`);
    return text === '' ? null : text;
  }

  required(key: string, longest: number): string {
    const text = this.text(key, longest);
    if (text === null) throw this.fault(key, 'is missing');
    return text;
  }

  /** A map of texts. */
  texts(key: string): Readonly<Record<string, string>> {
    const value = this.#values.get(key) ?? '';
    if (value === '') return {};
    const entries = value instanceof Map ? [...value] : null;
    if (entries === null || !entries.every(([, item]) => typeof item === 'string')) {
      throw this.fault(key, 'must be a map of texts');
    }
    return Object.fromEntries(entries.map(([name, item]) => [String(name), String(item)]));
  }
}
