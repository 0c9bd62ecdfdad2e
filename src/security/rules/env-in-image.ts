import type { Project } from '../project.ts';
import { isDockerIgnored } from '../reading/docker-ignore.ts';
import { instructionsOf, type Instruction } from '../reading/dockerfile-instructions.ts';
import { folderOf } from '../reading/project-paths.ts';
import { filesOf, type ProjectFile } from '../project.ts';
import type { Match, Rule } from '../rule.ts';

/** LGW704. */
export const envInImage: Rule = {
  code: 'LGW704',
  name: 'env-in-image',
  summary: 'An image that an env file is copied into.',
  severity: 'critical',
  confidence: 'high',
  persona: 'regular',
  fix: 'safe',
  why: 'Whoever has the image has the file: layers keep it even when a later step deletes it.',
  help: 'leave it out of the image with `.dockerignore`, and hand it over when the container starts',
  bad: {
    Dockerfile: `FROM node:20.19-slim
COPY .env .
`,
  },
  good: {
    Dockerfile: `FROM node:20.19-slim
COPY . .
`,
    '.env': `A=1
`,
    '.dockerignore': `.env
`,
  },
  references: [],
  check,
};

const COPY = /^(?:COPY|ADD)$/i;
const ENV_FILE = /(?:^|\/)\.env(?:\.[\w-]+)?$|\.env$/;
const EXAMPLE = /example|sample|template/i;

function* check(project: Project): Generator<Match> {
  for (const file of filesOf(project, 'dockerfile')) {
    for (const instruction of instructionsOf(file)) {
      const found = copied(project, file, instruction);
      if (found === null) continue;
      const folder = folderOf(file.path);
      const ignore = folder === '' ? '.dockerignore' : `${folder}/.dockerignore`;
      const edit = { kind: 'append', file: ignore, line: found } as const;
      yield {
        file: file.path,
        span: instruction.span,
        message: `\`${found}\` becomes part of the image`,
        fix: { class: 'safe', title: 'leave it out', edits: [edit] },
      };
    }
  }
}

/** The env file an instruction takes along, as the folder of the Dockerfile names it. */
function copied(project: Project, file: ProjectFile, { name, rest }: Instruction): string | null {
  if (!COPY.test(name) || /--from=/.test(rest)) return null;
  const folder = folderOf(file.path);
  const prefix = folder === '' ? '' : `${folder}/`;
  const ignore = project.files.find(({ path }) => path === `${prefix}.dockerignore`)?.text ?? '';
  const words = rest
    .replaceAll(/[[\]",]/g, ' ')
    .trim()
    .split(/\s+/)
    .filter((word) => !word.startsWith('--'));
  const sources = words.slice(0, -1).map((word) => word.replace(/^\.\//, ''));
  const isThere = (name: string): boolean =>
    project.files.some(({ path }) => path === `${prefix}${name}`) && !isDockerIgnored(ignore, name);
  const named = sources.find((word) => ENV_FILE.test(word) && !EXAMPLE.test(word));
  if (named !== undefined) return isDockerIgnored(ignore, named) ? null : named;
  return sources.some((word) => word === '.' || word === '') && isThere('.env') ? '.env' : null;
}
