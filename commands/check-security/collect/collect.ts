import { readFileSync } from 'node:fs';
import { join, relative, sep } from 'node:path';
import { LlmgwError } from '../../../src/core/errors.ts';
import {
  NO_SETTINGS,
  readProjectSettings,
  type ProjectSettings,
} from '../../../src/security/project-settings.ts';
import type { CheckOptions, SizeLimits, Source } from '../check-options.ts';
import type { FilesContext } from '../../local-context.ts';
import { buildProject, projectNames, type ProjectFacts } from './build-project.ts';
import { collectSince } from './collect-since.ts';
import { collectStaged } from './collect-staged.ts';
import { collectStdin } from './collect-stdin.ts';
import type { Collected } from './collected.ts';
import { findFiles } from './find-files.ts';
import { gitTop, tryGit, type GitPlace } from './git.ts';
import { readFound } from './read-found.ts';
import { tryRead } from './try-read.ts';

/** What surrounds the files: the repository, and what the project says of its own checks. */
export interface Surroundings {
  readonly place: GitPlace;
  readonly facts: ProjectFacts;
  readonly settings: ProjectSettings;
}

const SETTINGS_FILE = '.llmgw.yaml';

/** Asks git where this is, and reads `.llmgw.yaml` of this folder, else of the repository. */
export async function surroundingsOf({ io, clock }: FilesContext): Promise<Surroundings> {
  const place = { cwd: io.cwd, env: io.env };
  const [top, remotes] = await Promise.all([
    gitTop(place),
    tryGit(place, ['config', '--get-regexp', String.raw`^remote\..*\.url$`]),
  ]);
  const settings = readSettings(io.cwd, top);
  const today = new Date(clock.wallMs()).toISOString().slice(0, 10);
  const names = projectNames(io.cwd, remotes?.toString('utf8') ?? '');
  const { isSharedHost } = settings;
  return { place, settings, facts: { isGit: top !== null, names, today, isSharedHost } };
}

function readSettings(cwd: string, top: string | null): ProjectSettings {
  const folders = top === null || top === cwd ? [cwd] : [cwd, top];
  for (const folder of folders) {
    const text = tryRead(() => readFileSync(join(folder, SETTINGS_FILE), 'utf8'));
    if (text === null) continue;
    const below = relative(folder, cwd).split(sep).join('/');
    const up = '../'.repeat(below === '' ? 0 : below.split('/').length);
    return readProjectSettings(`${up}${SETTINGS_FILE}`, text, below === '' ? '' : `${below}/`);
  }
  return NO_SETTINGS;
}

/** Reads what the command line asks for. Rejects with `E_NO_INPUT` when that is nothing. */
export async function collect(
  options: CheckOptions,
  { place, facts }: Surroundings,
  io: FilesContext['io'],
): Promise<Collected> {
  const { source } = options;
  const collected = await collectFrom(source, { place, facts, io });
  const { files, unread } = collected.project;
  if (options.strictCollection) refuseUnreadable(unread);
  // Nothing staged is an answer; a folder without files is a mistake.
  if (source.kind !== 'staged' && files.length + unread.length === 0) throw nothing();
  return collected;
}

interface Around {
  readonly place: GitPlace;
  readonly facts: ProjectFacts;
  readonly io: FilesContext['io'];
}

async function collectFrom(source: Source, { place, facts, io }: Around): Promise<Collected> {
  const { kind, limits } = source;
  if (kind === 'stdin') {
    return collectStdin(io.stdin, source.name, { facts, limit: limits.named });
  }
  if (kind === 'files' || kind === 'history') {
    return collectFiles(source.paths, limits, { place, facts });
  }
  if (!facts.isGit) throw noRepository(`--${kind}`);
  if (kind === 'staged') return collectStaged(place, source.paths, { facts, limits });
  return collectSince(place, await collectFiles([], limits, { place, facts }), source);
}

async function collectFiles(
  paths: readonly string[],
  limits: SizeLimits,
  { place, facts }: Omit<Around, 'io'>,
): Promise<Collected> {
  const { files, isGit } = await findFiles(place, paths);
  const readings = files.map((file) => readFound(file, place.cwd, limits));
  const built = buildProject(readings, { ...facts, isGit });
  return { ...built, before: null, narrowedTo: null, isWhole: paths.length === 0 };
}

function refuseUnreadable(unread: Collected['project']['unread']): void {
  const first = unread.find(({ reason }) => reason === 'unreadable');
  if (first === undefined) return;
  throw new LlmgwError('E_IO', 'a file cannot be read', {
    where: first.path,
    hint: 'check its permissions, or leave out --strict-collection',
  });
}

function noRepository(flag: string): LlmgwError {
  return new LlmgwError('E_NO_INPUT', 'this is no git repository, or git cannot be run here', {
    where: flag,
    hint: 'try `git status`; it may say that the folder belongs to somebody else',
  });
}

function nothing(): LlmgwError {
  return new LlmgwError('E_NO_INPUT', 'there is no file to check', {
    hint: 'name files or folders; `llmgw check-security --list-files` prints what would be read',
  });
}
