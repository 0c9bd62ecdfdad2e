import type { Project, ProjectFile } from '../project.ts';
import type { Edit, Span } from '../rule.ts';
import { filesOf } from '../project.ts';
import { wholeLines } from './assignment.ts';
import type { Container } from './container.ts';
import { gatewayContainers } from './deployment-context.ts';
import { instructionsOf } from './dockerfile-instructions.ts';
import { purposeOf } from './purpose.ts';
import { placedScalars } from './yaml-places.ts';

/** A flag that the gateway is started with. */
export interface CommandFlag {
  readonly file: ProjectFile;
  readonly span: Span;
  readonly path: string | null;
  /** What takes it out; null: its place holds more. */
  readonly removal: Edit | null;
}

/** Where the gateway is started with a flag without a value: containers, Dockerfiles, scripts. */
export function commandFlags(project: Project, flag: string): readonly CommandFlag[] {
  const containers = gatewayContainers(project).filter(({ command }) => hasFlag(command, flag));
  const scripts = filesOf(project, 'shell').filter(({ path }) => purposeOf(path) === 'use');
  return [
    ...containers.flatMap((container) =>
      container.kind === 'dockerfile'
        ? inInstructions(container.file, flag)
        : inScalars(container, flag),
    ),
    ...scripts.flatMap((file) => inScript(file, flag)),
  ];
}

function hasFlag(command: string, flag: string): boolean {
  return command.split(/\s+/).includes(flag);
}

const COMMANDS = /^\.(?:command|entrypoint|args)(?:\[\d+\])?$/;

function inScalars({ file, path }: Container, flag: string): readonly CommandFlag[] {
  return placedScalars(file).flatMap(({ scalar, inner }) => {
    const isCommand =
      path !== null &&
      scalar.path.startsWith(path) &&
      COMMANDS.test(scalar.path.slice(path.length));
    if (!isCommand || !hasFlag(scalar.text, flag)) return [];
    if (scalar.text.trim() !== flag)
      return inText(file, inner, flag).map((found) => ({ ...found, path: scalar.path }));
    const removal = itemRemoval(file, { start: scalar.start, end: scalar.end });
    return [{ file, span: inner, path: scalar.path, removal }];
  });
}

function inInstructions(file: ProjectFile, flag: string): readonly CommandFlag[] {
  return instructionsOf(file)
    .filter(({ name }) => name === 'CMD' || name === 'ENTRYPOINT')
    .flatMap(({ span, rest }) =>
      rest.startsWith('[')
        ? inText(file, span, flag).map((found) => ({
            ...found,
            removal: itemRemoval(file, quoted(found.span)),
          }))
        : inText(file, span, flag),
    );
}

function quoted({ start, end }: Span): Span {
  return { start: start - 1, end: end + 1 };
}

const START = /^(?!\s*#)(?:[^\n\\]|\\\r?\n|\\.)*\b(?:litellm|llmgw)\b(?:[^\n\\]|\\\r?\n|\\.)*$/gm;

function inScript(file: ProjectFile, flag: string): readonly CommandFlag[] {
  return [...file.text.matchAll(START)].flatMap(({ 0: line, index }) =>
    inText(file, { start: index, end: index + line.length }, flag),
  );
}

/** A word of a command line goes with the space before it. */
function inText(file: ProjectFile, { start, end }: Span, flag: string): readonly CommandFlag[] {
  const word = new RegExp(`(?<=^|[\\s"'])${flag}(?=$|[\\s"'])`, 'g');
  return [...file.text.slice(start, end).matchAll(word)].map(({ index }) => {
    const span = { start: start + index, end: start + index + flag.length };
    const gap = /[ \t]+$/.exec(file.text.slice(start, span.start))?.[0] ?? '';
    const place = { start: span.start - gap.length, end: span.end };
    const removal = { kind: 'replace', file: file.path, span: place, text: '' } as const;
    return { file, span, path: null, removal: gap === '' ? null : removal };
  });
}

/** An item of a list goes with its line, or with the comma before it. */
function itemRemoval({ path, text }: ProjectFile, item: Span): Edit | null {
  const lines = wholeLines(text, item, /^[ \t]*-[ \t]+$/);
  if (lines !== null) return { kind: 'replace', file: path, span: lines, text: '' };
  const gap = /,\s*$/.exec(text.slice(0, item.start))?.[0];
  if (gap === undefined) return null;
  const span = { start: item.start - gap.length, end: item.end };
  return { kind: 'replace', file: path, span, text: '' };
}
