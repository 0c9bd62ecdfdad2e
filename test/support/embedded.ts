import { join } from 'node:path';
import { Client } from 'pg';
import { systemClock } from '../../src/core/clock.ts';
import { isLlmgwError, type LlmgwError } from '../../src/core/errors.ts';
import { createCluster } from '../../src/db/embedded/create-cluster.ts';
import {
  findBinaries,
  usualPlaces,
  type ProgramPlaces,
  type Programs,
} from '../../src/db/embedded/find-binaries.ts';
import { openHome, type Home } from '../../src/db/embedded/home.ts';
import { launchServer } from '../../src/db/embedded/launch-server.ts';
import { pause } from '../../src/db/embedded/pause.ts';
import { readPostmasterPid, stopPostmaster } from '../../src/db/embedded/postmaster.ts';
import { takeSeat, type Seat } from '../../src/db/embedded/seat.ts';
import { makeTempDir, removeTempDir } from './server-process.ts';

const TIMEOUT_MS = 30_000;

/** Folders for private servers: only the user of the tests may enter them. */
export class EmbeddedFolders {
  readonly #folders: string[] = [];
  readonly #roots: string[] = [];

  /** A new `.llmgw/postgres`, not made yet; `depth` puts it below folders with long names. */
  create(depth = 0): string {
    const root = makeTempDir('llmgw-emb-');
    this.#roots.push(root);
    const folder = join(root, ...Array<string>(depth).fill('d'.repeat(60)), '.llmgw', 'postgres');
    this.#folders.push(folder);
    return folder;
  }

  /** Stops what still runs and removes everything. */
  async remove(): Promise<void> {
    for (const folder of this.#folders) {
      await stopPostmaster(join(folder, 'data'), systemClock, TIMEOUT_MS);
    }
    for (const root of this.#roots) removeTempDir(root);
  }
}

/** The places of this machine. */
export function testPlaces(): ProgramPlaces {
  return usualPlaces(makeCacheName(), process.env['PATH'] ?? '');
}

/** The packaged programs, or the system's where the package is not installed. */
export async function findPrograms(home: Home): Promise<Programs> {
  return findBinaries({ major: null, account: home.account }, testPlaces());
}

/** A home with data and nobody running. */
export async function makeCluster(folder: string): Promise<Home> {
  const home = openHome(folder);
  await createCluster(home, await findPrograms(home), TIMEOUT_MS);
  return openHome(folder);
}

/** Starts the server of a home and waits for the first seat. */
export async function launchAndSit(home: Home): Promise<Seat> {
  const launch = launchServer(home, await findPrograms(home));
  for (;;) {
    const arrival = await takeSeat(home);
    if (arrival.kind === 'seated') return arrival.seat;
    if (launch.hasExited()) throw new Error(launch.said());
    await pause(systemClock, 10);
  }
}

/** Runs SQL and gives the rows. */
export async function runOn(url: string, sql: string): Promise<Record<string, unknown>[]> {
  const client = new Client({ connectionString: url });
  client.on('error', () => {});
  await client.connect();
  try {
    const { rows } = await client.query<Record<string, unknown>>(sql);
    return rows;
  } finally {
    await client.end();
  }
}

/** The process id of the server that runs in a folder; null when none does. */
export function serverPid(folder: string): number | null {
  return readPostmasterPid(join(folder, 'data'));
}

/** What work throws, which must be an error of ours. */
export async function faultOf(work: () => unknown): Promise<LlmgwError> {
  try {
    await work();
  } catch (thrown) {
    if (isLlmgwError(thrown)) return thrown;
    throw thrown;
  }
  throw new Error('it did not fail');
}

function makeCacheName(): string {
  return join(import.meta.dirname, '../../.llmgw/cache');
}
