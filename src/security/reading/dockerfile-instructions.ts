import { filesOf, type Project, type ProjectFile } from '../project.ts';
import type { Span } from '../rule.ts';
import type { Assignment } from './assignment.ts';
import type { Container } from './container.ts';

/** One instruction of a Dockerfile. */
export interface Instruction {
  /** In capitals: `FROM`, `CMD`. */
  readonly name: string;
  /** As it is written, continued lines and all. */
  readonly rest: string;
  readonly span: Span;
  /** Where `rest` begins. */
  readonly restStart: number;
}

const INSTRUCTION = /^[ \t]*([A-Za-z]+)[ \t]+((?:[^\r\n\\]|\\\r?\n(?:[ \t]*#[^\n]*\n)*|\\.)*)/gm;
const known = new WeakMap<ProjectFile, readonly Instruction[]>();

/** The instructions of a Dockerfile in its order; comments are none. Read once a file. */
export function instructionsOf(file: ProjectFile): readonly Instruction[] {
  const instructions = known.get(file) ?? readInstructions(file.text);
  known.set(file, instructions);
  return instructions;
}

function readInstructions(text: string): readonly Instruction[] {
  return [...text.matchAll(INSTRUCTION)].map((match) => {
    const [whole, name = '', rest = ''] = match;
    const end = match.index + whole.length;
    const start = match.index + whole.indexOf(name);
    return { name: name.toUpperCase(), rest, span: { start, end }, restStart: end - rest.length };
  });
}

const VARIABLE = /([A-Za-z_]\w*)=(?:"((?:[^"\\]|\\[^])*)"|'([^']*)'|([^\s\\]*))/g;
const OLD_VARIABLE = /^([A-Za-z_]\w*)[ \t]+(\S[^\r\n]*)$/;

/** What the `ENV` instructions of a Dockerfile set. */
export function dockerfileVariables(file: ProjectFile): readonly Assignment[] {
  return instructionsOf(file)
    .filter(({ name }) => name === 'ENV')
    .flatMap((instruction) => variablesOf(file, instruction));
}

function variablesOf(file: ProjectFile, { rest, restStart }: Instruction): readonly Assignment[] {
  const place = { file, path: null, lines: null };
  const old = OLD_VARIABLE.exec(rest);
  if (old !== null && !/^\w+=/.test(rest)) {
    const [, name = '', value = ''] = old;
    const end = restStart + rest.length;
    return [{ ...place, name, value, span: { start: end - value.length, end } }];
  }
  return [...rest.matchAll(VARIABLE)].map((match) => {
    const [whole, name = '', double, single, plain] = match;
    const value = double ?? single ?? plain ?? '';
    const end = restStart + match.index + whole.length - (plain === undefined ? 1 : 0);
    return { ...place, name, value, span: { start: end - value.length, end } };
  });
}

/** Every Dockerfile as the container its last stage gives. */
export function dockerfileContainers(project: Project): readonly Container[] {
  return filesOf(project, 'dockerfile').flatMap((file) => {
    const instructions = instructionsOf(file);
    const at = instructions.findLastIndex(({ name }) => name === 'FROM');
    const from = instructions[at];
    if (from === undefined) return [];
    const last = instructions.slice(at);
    const entry = last.findLast(({ name }) => name === 'ENTRYPOINT');
    const cmd = last.findLast(({ name }) => name === 'CMD');
    return [
      {
        kind: 'dockerfile',
        file,
        name: file.path,
        span: (cmd ?? entry ?? from).span,
        path: null,
        image: from.rest.split(/\s+/).find((word) => !word.startsWith('--')) ?? null,
        command: [entry, cmd]
          .map((one) => wordsIn(one?.rest ?? ''))
          .join(' ')
          .trim(),
        environment: dockerfileVariables(file),
        envFiles: [],
        // Whoever starts the image gives it the rest.
        hasOutsideVariables: true,
        mounts: [],
        ports: [],
        usesHostNetwork: false,
        dockerfile: null,
        labels: {},
      },
    ];
  });
}

function wordsIn(rest: string): string {
  return rest.startsWith('[') ? rest.replaceAll(/[[\]",\s]+/g, ' ').trim() : rest;
}
