import { expect } from '@jest/globals';
import { createContext } from '../../commands/context.ts';
import { commands } from '../../commands/registry.ts';
import { main } from '../../src/cli/main.ts';
import { captureIo } from './io.ts';
import { startPostgres, type TestPostgres } from './postgres.ts';
import { Bench, createSealedDatabase, NEW_KEY, OLD_KEY } from './rotation-rig.ts';

/** What a run in this process is given besides the usual. */
export interface ReencryptParts {
  /** null takes a usual variable away. */
  readonly env?: Readonly<Record<string, string | null>>;
  readonly stdin?: string;
  readonly tty?: boolean;
}

/** How it ended. */
export interface Reencrypted {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** A database of 120 sealed rows and a folder, for one test. */
export interface Scene {
  readonly url: string;
  readonly cwd: string;
  /** Runs `llmgw reencrypt-db` in this process. */
  run(args: readonly string[], parts?: ReencryptParts): Promise<Reencrypted>;
}

/** Makes scenes on one server. */
export interface Stage {
  readonly server: TestPostgres;
  scene(): Promise<Scene>;
  close(): Promise<void>;
}

/** Starts a server and seals the values that every scene begins with. */
export async function openStage(): Promise<Stage> {
  const server = await startPostgres();
  const bench = new Bench();
  const template = new URL(await createSealedDatabase(server)).pathname.slice(1);
  return {
    server,
    async scene() {
      const url = await server.createDatabase(template);
      const cwd = bench.folder(url.slice(-12));
      return { url, cwd, run: async (args, parts) => run({ url, cwd }, args, parts) };
    },
    async close() {
      bench.close();
      await server.stop();
    },
  };
}

async function run(
  { url, cwd }: { readonly url: string; readonly cwd: string },
  args: readonly string[],
  { env = {}, ...capture }: ReencryptParts = {},
): Promise<Reencrypted> {
  const usual = { DATABASE_URL: url, LITELLM_SALT_KEY: OLD_KEY, LLMGW_NEW_SALT_KEY: NEW_KEY };
  const entries = Object.entries({ ...usual, ...env });
  const given = entries.filter((entry): entry is [string, string] => entry[1] !== null);
  const captured = captureIo({ cwd, env: Object.fromEntries(given), ...capture });
  const code = await main(['reencrypt-db', ...args], captured.io, commands, createContext);
  expect(captured.listeners('SIGINT')).toBe(0);
  return { code, stdout: captured.stdout(), stderr: captured.stderr() };
}
