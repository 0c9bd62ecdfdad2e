import { parseDotenv } from '../config/dotenv.ts';
import type { Finding } from '../diagnostics/finding.ts';
import { metaFinding } from '../diagnostics/meta-finding.ts';
import { LineIndex } from './line-index.ts';
import { filesOf, type Project, type ProjectFile } from './project.ts';

/** Jinja, Go templates: YAML only once they are filled. */
const TEMPLATE = /\{\{|\{%/;
const DOTENV_TEMPLATE = /(^|[./_-])(tpl|tmpl|template|j2)([./_-]|$)/;

/** LGW005: the first place of each file where its syntax ends. Templates are left alone. */
export function unparsableFiles(project: Project): readonly Finding[] {
  const yaml = filesOf(project, 'gateway', 'compose', 'kubernetes', 'workflow', 'yaml');
  return [
    ...yaml.flatMap((file) => yamlFault(file) ?? []),
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
  const [finding] = parseDotenv(text, path).findings;
  if (finding?.position === undefined) return null;
  const { message, position } = finding;
  return metaFinding('unparsable-file', { message, position, identity: message });
}
