import { parseDotenv } from '../config/dotenv.ts';
import type { Finding } from '../diagnostics/finding.ts';
import { metaFinding } from '../diagnostics/meta-finding.ts';
import { LineIndex } from './line-index.ts';
import { filesOf, type Project, type ProjectFile } from './project.ts';

/** Jinja, Go templates: YAML only once they are filled. */
const TEMPLATE = /\{\{|\{%/;
const DOTENV_TEMPLATE = /(^|[./_-])(tpl|tmpl|template|j2)([./_-]|$)/;

/** Of other YAML no rule asks for its structure: it is searched as text, and that was done. */
const CONFIG_NAME = /(config|settings|litellm|proxy|gateway|values)[^/]*\.ya?ml$/i;

/** LGW005: the first place of each file where its syntax ends. Templates are left alone. */
export function unparsableFiles(project: Project): readonly Finding[] {
  const structured = filesOf(project, 'gateway', 'compose', 'kubernetes', 'workflow');
  const likely = filesOf(project, 'yaml').filter(({ path }) => CONFIG_NAME.test(path));
  return [
    ...[...structured, ...likely].flatMap((file) => yamlFault(file) ?? []),
    ...filesOf(project, 'dotenv').flatMap((file) => dotenvFault(file) ?? []),
  ];
}

function yamlFault(file: ProjectFile): Finding | null {
  if (TEMPLATE.test(file.text)) return null;
  const [error] = file.yaml.errors;
  if (error === undefined) return null;
  const words = error.code.toLowerCase().replaceAll('_', ' ');
  return metaFinding('unparsable-file', {
    message: `this is not YAML: ${words}`,
    position: new LineIndex(file.text).position(file.path, error.offset),
    identity: error.code,
  });
}

function dotenvFault({ path, text }: ProjectFile): Finding | null {
  if (DOTENV_TEMPLATE.test(path) || TEMPLATE.test(text)) return null;
  const start = plainUntil(text);
  const [finding] = start === text.length ? [] : parseDotenv(text.slice(start), path).findings;
  if (finding?.position === undefined) return null;
  const { message, position } = finding;
  const { line } = new LineIndex(text).end(start);
  const place = { ...position, line: position.line + line - 1 };
  return metaFinding('unparsable-file', { message, position: place, identity: message });
}

const PLAIN_LINE =
  /[ \t]*(?:#[^\n]*|\r?(?=\n|$)|(?:export[ \t]+)?[A-Za-z_][\w.-]*[ \t]*=(?![ \t]*["'])[^\n]*)(?:\n|$)/y;

/** Where the first line begins that is not plainly a good one: a large file is not parsed in vain. */
function plainUntil(text: string): number {
  let at = 0;
  PLAIN_LINE.lastIndex = 0;
  while (at < text.length && PLAIN_LINE.test(text)) at = PLAIN_LINE.lastIndex;
  return at;
}
