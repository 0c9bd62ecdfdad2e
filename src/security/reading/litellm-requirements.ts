import { filesOf, type Project, type ProjectFile } from '../project.ts';
import type { Span } from '../rule.ts';
import { isCommented } from './commented-line.ts';
import { readVersion, type PythonVersion } from './python-version.ts';

/** A place that asks for LiteLLM as a Python package. */
export interface LitellmRequirement {
  readonly file: ProjectFile;
  /** Of the bounds; where there are none, of the name. */
  readonly span: Span;
  /** `list`: a file of requirements. `command`: something that installs it. `lock`: what was chosen. */
  readonly source: 'list' | 'command' | 'lock';
  /** The bounds as written, `>=1.80,<2`; '' for none. */
  readonly bounds: string;
  /** The one version that fits; null: several do. */
  readonly version: PythonVersion | null;
  /** Whether a hash or a list of constraints fixes it as well. */
  readonly isFixedElsewhere: boolean;
}

/** What a pattern of a kind of file finds: `name`, and `bounds` behind it. */
interface Form {
  readonly pattern: RegExp;
  readonly source: LitellmRequirement['source'];
}

const EXTRAS = String.raw`(?:\[[\w\s,.-]*\])?`;
const BOUNDS = String.raw`[ \t]*(?<bounds>(?:[<>=!~^]=?=?|@)[^"'\r\n;#\\|&)]*?)?`;
const LIST_LINE: Form = {
  pattern: new RegExp(
    String.raw`^[ \t]*(?<name>litellm)${EXTRAS}${BOUNDS}(?=[ \t]*(?:$|[;#\\]|--hash))`,
    'gim',
  ),
  source: 'list',
};
const QUOTED: Form = {
  pattern: new RegExp(
    String.raw`["'](?<name>litellm)${EXTRAS}${BOUNDS}[ \t]*(?:;[^"'\n]*)?["']`,
    'gi',
  ),
  source: 'list',
};
/** `litellm = "^1.80"`, `litellm = {version = "1.80", extras = […]}`. */
const KEYED: Form = {
  pattern:
    /^[ \t]*"?(?<name>litellm)"?[ \t]*=[ \t]*(?:\{[^}\n]*?version[ \t]*=[ \t]*)?["'](?<bounds>[^"'\n]*)["']/gim,
  source: 'list',
};
const LOCKED: Form = {
  pattern: /^(?<name>name) = "litellm"\r?\nversion = "(?<bounds>[^"\n]+)"/gim,
  source: 'lock',
};
const LOCKED_JSON: Form = {
  pattern: /"(?<name>litellm)":[ \t]*\{[^{}]*?"version":[ \t]*"(?<bounds>==[^"\n]+)"/gi,
  source: 'lock',
};
/** Behind the name of a program that installs: `isDependency` looks for that. */
const COMMAND: Form = {
  pattern: new RegExp(
    String.raw`(?<=[ \t"'])(?<name>litellm)${EXTRAS}(?<bounds>(?:[<>=!~^]=?=?|@)[^"'\s;&|\\)]*)?(?=["'\s;&|\\)]|$)`,
    'gi',
  ),
  source: 'command',
};

const FORMS: readonly (readonly [RegExp, readonly Form[]])[] = [
  [/(?:poetry|uv)\.lock$/, [LOCKED]],
  [/Pipfile\.lock$/, [LOCKED_JSON]],
  [/Pipfile$/, [KEYED]],
  [/pyproject\.toml$/, [KEYED, QUOTED]],
  [/setup\.py$/, [QUOTED]],
  [/./, [LIST_LINE]],
];
const known = new WeakMap<Project, readonly LitellmRequirement[]>();

/** Every place that asks for the package: lists, lock files, commands that install it. */
export function requirementsIn(project: Project): readonly LitellmRequirement[] {
  const requirements = known.get(project) ?? findRequirements(project);
  known.set(project, requirements);
  return requirements;
}

function findRequirements(project: Project): readonly LitellmRequirement[] {
  const lists = filesOf(project, 'requirements').flatMap((file) => {
    const forms = FORMS.find(([path]) => path.test(file.path))?.[1] ?? [];
    return forms.flatMap((form) => requirementsBy(file, form));
  });
  const commands = filesOf(project, 'dockerfile', 'shell', 'workflow', 'compose').flatMap((file) =>
    requirementsBy(file, COMMAND),
  );
  return [...lists, ...commands];
}

function requirementsBy(file: ProjectFile, form: Form): readonly LitellmRequirement[] {
  const { text } = file;
  const { pattern, source } = form;
  return [...text.matchAll(pattern)].flatMap(({ 0: whole, index, groups }) => {
    if (isCommented(text, index) || !isDependency(text, index, form)) return [];
    const written = groups?.['bounds'] ?? '';
    const bounds = written.trim();
    const part = bounds === '' ? (groups?.['name'] ?? '') : bounds;
    const start = index + whole.lastIndexOf(part);
    return [
      {
        file,
        span: { start, end: start + part.length },
        source,
        bounds,
        version: exactVersion(bounds),
        isFixedElsewhere: isFixed(text, start),
      },
    ];
  });
}

/** What decides stands near: a file may be one line. */
const LOOK_BACK = 4000;
const LIST_OF_DEPENDENCIES = /^(?:dependencies|requires|install_requires|[\w-]*dependencies)$/;
const SECTION_OF_DEPENDENCIES = /optional-dependencies|dependency-groups|extras/;
const INSTALLER = /(?:^|[ \t"'/])(?:pip3?|pipx|uv|uvx|poetry)[ \t]/;

/** In TOML and Python a quoted name may be anything, and so may a word of a command. */
function isDependency(text: string, at: number, form: Form): boolean {
  const before = text.slice(Math.max(0, at - LOOK_BACK), at);
  if (form === COMMAND) return INSTALLER.test(before.split(/(?<!\\)\r?\n|[;&|]/).at(-1) ?? '');
  if (form !== QUOTED) return true;
  const list = [...before.matchAll(/(?:^|[\s(,])([\w-]+)[ \t]*=[ \t]*[[{]/gm)].at(-1)?.[1] ?? '';
  const section = [...before.matchAll(/^\[+([^\]\n]+)\]/gm)].at(-1)?.[1] ?? '';
  return LIST_OF_DEPENDENCIES.test(list) || SECTION_OF_DEPENDENCIES.test(section);
}

/** Poetry means exactly that version when nothing stands in front of it. */
function exactVersion(bounds: string): PythonVersion | null {
  const direct = /@[^@]*@v?(\d[\w.+-]*)$/.exec(bounds)?.[1];
  const text = direct ?? /^(?:={2,3}[ \t]*|@)?(v?\d[\w.+-]*)$/.exec(bounds)?.[1];
  return text === undefined ? null : readVersion(text);
}

/** A hash behind it, or constraints in the command. */
function isFixed(text: string, at: number): boolean {
  const before = text.slice(Math.max(0, at - LOOK_BACK), at);
  const behind = text.slice(at, at + LOOK_BACK);
  const start = before.slice(before.lastIndexOf('\n') + 1);
  const line = start + (/^(?:[^\r\n\\]|\\\r?\n|\\.)*/.exec(behind)?.[0] ?? '');
  return /--hash|--require-hashes|--constraint\b|[ \t]-c[ \t]/.test(line);
}

/** Whether later versions than today's fit. */
export function isUnbounded({ bounds }: LitellmRequirement): boolean {
  if (bounds.startsWith('@') || /^[\d^~v]/.test(bounds)) return false;
  return !bounds.split(',').some((bound) => /^(?:<|==|~=)/.test(bound.trim()));
}
