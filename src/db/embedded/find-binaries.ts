import { accessSync, constants, readdirSync, realpathSync } from 'node:fs';
import { delimiter, isAbsolute, join } from 'node:path';
import { LlmgwError, messageOf } from '../../core/errors.ts';
import type { Account } from './account.ts';
import { copyPackage, findPackage, linkLibraries, PACKAGE_NAME } from './packaged-programs.ts';
import { runProgram } from './run-program.ts';
import { tellingLines } from './server-log.ts';

/** A set of PostgreSQL programs that run on this machine. */
export interface Programs {
  readonly initdb: string;
  readonly postgres: string;
  readonly major: number;
  readonly origin: 'packaged' | 'system';
}

/** Where programs are looked for. */
export interface ProgramPlaces {
  /** The package's folder of programs; null when it is not installed. */
  readonly packaged: string | null;
  /** Where a copy of the package's programs may be put. */
  readonly cache: string;
  /** Folders of the system, the best first. */
  readonly system: readonly string[];
}

/** What the programs are needed for. */
export interface ProgramNeed {
  /** The major version that made the data; null: any, there is no data yet. */
  readonly major: number | null;
  /** Who is to run them; null: we. */
  readonly account: Account | null;
}

/** The major version of the package that comes with this program. */
export const PACKAGED_MAJOR = 18;
const PROBE_TIMEOUT_MS = 10_000;
/** Folders with one folder a version: Debian, PGDG on Red Hat, Homebrew on both kinds of Mac. */
const VERSION_ROOTS: readonly (readonly [string, RegExp])[] = [
  ['/usr/lib/postgresql', /^\d+$/],
  ['/usr', /^pgsql-\d+$/],
  ['/opt/homebrew/opt', /^postgresql@\d+$/],
  ['/usr/local/opt', /^postgresql@\d+$/],
];
/** For root, whose own folders an account without privileges may be unable to enter. */
const SHARED_CACHE = '/var/cache/llmgw';

/**
 * The usual places: the package, `searchPath` (the variable PATH, or nothing), the folders of the
 * system. `folder` is ours, for a copy of the package that only we need.
 */
export function usualPlaces(folder: string, searchPath: string): ProgramPlaces {
  const onPath = searchPath.split(delimiter).filter((place) => isAbsolute(place));
  return {
    packaged: findPackage(),
    cache: process.getuid?.() === 0 ? SHARED_CACHE : join(folder, 'programs'),
    system: [...onPath, '/usr/bin', '/usr/local/bin', ...versionFolders()],
  };
}

/**
 * The first set that runs and that can read the data, the packaged one before the system's. Throws
 * `E_NO_DATABASE` when there is none at all, `E_CONFIG` when none has the version of the data.
 */
export async function findBinaries(need: ProgramNeed, places: ProgramPlaces): Promise<Programs> {
  const seen: Programs[] = [];
  const faults: string[] = [];
  for await (const programs of candidates(need, places, faults)) {
    if (need.major === null || programs.major === need.major) return programs;
    seen.push(programs);
  }
  if (need.major === null || seen.length === 0) throw nothingFound(need.major, faults);
  throw wrongMajor(need.major, seen);
}

/** What is there and does not run is noted in `faults`. */
async function* candidates(
  need: ProgramNeed,
  places: ProgramPlaces,
  faults: string[],
): AsyncGenerator<Programs> {
  const take = async (work: Promise<Programs>): Promise<Programs | null> =>
    work.catch((thrown: unknown) => {
      faults.push(messageOf(thrown));
      return null;
    });
  if (places.packaged !== null && holdsBoth(join(places.packaged, 'bin'))) {
    const packaged = await take(usePackage(places.packaged, places.cache, need.account));
    if (packaged !== null) yield packaged;
  }
  for (const folder of new Set(places.system.filter(holdsBoth).map(resolveFolder))) {
    const programs = await take(probe(folder, need.account, 'system'));
    if (programs !== null) yield programs;
  }
}

/** Where it lies; or a copy, when the account cannot reach it or its links cannot be made. */
async function usePackage(
  native: string,
  cache: string,
  account: Account | null,
): Promise<Programs> {
  const inPlace = join(native, 'bin');
  if (linkLibraries(native)) {
    try {
      return await probe(inPlace, account, 'packaged');
    } catch (thrown) {
      // Where it does not run as ourselves either, it is made for another kind of machine.
      if (account === null) throw thrown;
      await probe(inPlace, null, 'packaged');
    }
  }
  return probe(join(copyPackage(native, cache), 'bin'), account, 'packaged');
}

/** Both are run: a library that is missing, or a foreign machine, shows only then. */
async function probe(
  folder: string,
  account: Account | null,
  origin: Programs['origin'],
): Promise<Programs> {
  const [initdb, postgres] = [join(folder, 'initdb'), join(folder, 'postgres')];
  const version = { args: () => ['--version'], account, timeoutMs: PROBE_TIMEOUT_MS };
  const ends = await Promise.all([
    runProgram({ program: initdb, ...version }),
    runProgram({ program: postgres, ...version }),
  ]);
  const failed = ends.find(({ ok }) => !ok);
  const major = Number(/\(PostgreSQL\) (\d+)/.exec(ends[1].output)?.[1]);
  if (failed === undefined && major > 0) return { initdb, postgres, major, origin };
  throw new Error(`${folder}: ${tellingLines(failed?.output ?? ends[1].output)}`);
}

function versionFolders(): string[] {
  return VERSION_ROOTS.flatMap(([root, name]) =>
    listFolder(root)
      .filter((entry) => name.test(entry))
      .sort((a, b) => versionIn(b) - versionIn(a))
      .map((entry) => join(root, entry, 'bin')),
  );
}

function versionIn(name: string): number {
  return Number(/\d+$/.exec(name)?.[0]);
}

function listFolder(folder: string): string[] {
  try {
    return readdirSync(folder);
  } catch {
    return [];
  }
}

function holdsBoth(folder: string): boolean {
  try {
    for (const name of ['initdb', 'postgres']) accessSync(join(folder, name), constants.X_OK);
    return true;
  } catch {
    return false;
  }
}

function resolveFolder(folder: string): string {
  try {
    return realpathSync(folder);
  } catch {
    return folder;
  }
}

function nothingFound(major: number | null, faults: readonly string[]): LlmgwError {
  const what =
    faults.length === 0
      ? 'there are no PostgreSQL programs here for a private one'
      : 'the PostgreSQL programs here cannot be run';
  return new LlmgwError('E_NO_DATABASE', `no database is configured, and ${what}`, {
    ...(faults.length === 0 ? {} : { where: faults.join('; ') }),
    hint: `set DATABASE_URL, or ${installHint(major ?? PACKAGED_MAJOR)}`,
  });
}

function wrongMajor(major: number, seen: readonly Programs[]): LlmgwError {
  const found = [...new Set(seen.map((programs) => programs.major))].join(' and ');
  return new LlmgwError(
    'E_CONFIG',
    `the data of the private PostgreSQL is of version ${major}; the programs found are of version ${found}`,
    { hint: installHint(major) },
  );
}

function installHint(major: number): string {
  if (major !== PACKAGED_MAJOR) return `apt-get install postgresql-${major}`;
  return `npm install ${PACKAGE_NAME} (or apt-get install postgresql-${major})`;
}
