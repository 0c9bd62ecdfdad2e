import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { startPostgres, type TestPostgres } from '../support/postgres.ts';
import { buildCli, type CliResult } from '../support/run-cli.ts';
import { startTcpProxy } from '../support/tcp-proxy.ts';
import {
  Bench,
  createSealedDatabase,
  NEW_KEY,
  OLD_KEY,
  PLAIN_CANARY,
} from '../support/rotation-rig.ts';

const PASSWORD = 'canary-database-password';
const CANARIES = [OLD_KEY, NEW_KEY, PLAIN_CANARY, PASSWORD];

let server: TestPostgres;
let bench: Bench;

beforeAll(async () => {
  server = await startPostgres({ password: PASSWORD });
  bench = new Bench();
  await buildCli();
}, 60_000);

afterAll(async () => {
  bench.close();
  await server.stop();
});

/** How a text may be hidden: as it is, in base64 at any of its three offsets, in hex, in a URL. */
function disguises(text: string): string[] {
  const base64 = [0, 1, 2].map((shift) => {
    const padded = Buffer.concat([Buffer.alloc(shift), Buffer.from(text)]).toString('base64');
    return padded.slice(shift === 0 ? 0 : 4, -4);
  });
  const url = base64.map((found) => found.replaceAll('+', '-').replaceAll('/', '_'));
  const hex = Buffer.from(text).toString('hex');
  return [text, ...base64, ...url, hex, hex.toUpperCase(), encodeURIComponent(text)];
}

/** Which canaries are in it, and how. */
function findCanaries(haystack: string, canaries = CANARIES): string[] {
  return canaries.flatMap((canary) =>
    disguises(canary).filter((disguise) => haystack.includes(disguise)),
  );
}

/** Everything below a folder, unpacked. */
function readAll(folder: string): string {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => readFileSync(join(entry.parentPath, entry.name)))
    .map((content) => (content[0] === 0x1f ? gunzipSync(content) : content).toString('latin1'))
    .join('\n');
}

/** The command lines of all processes that there are. */
function commandLines(): string {
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .map((pid) => {
      try {
        return readFileSync(`/proc/${pid}/cmdline`, 'latin1');
      } catch {
        return '';
      }
    })
    .join('\n');
}

async function sealedDatabase(): Promise<string> {
  const url = await createSealedDatabase(server);
  const name = new URL(url).pathname.slice(1);
  await server.query(`ALTER DATABASE "${name}" OWNER TO tester`);
  return url;
}

async function ownedBy(url: string, port = server.port): Promise<string> {
  const { Client } = await import('pg');
  const client = new Client({ connectionString: url });
  await client.connect();
  await client.query('GRANT ALL ON ALL TABLES IN SCHEMA public TO tester');
  await client.end();
  const owned = new URL(url);
  owned.username = 'tester';
  owned.password = PASSWORD;
  owned.port = String(port);
  return owned.href;
}

const WAYS: readonly (readonly [what: string, args: readonly string[], env: object])[] = [
  ['a run that is done', ['--json', '-vv'], {}],
  ['a run with the wrong key', ['-v'], { LITELLM_SALT_KEY: `${NEW_KEY}-wrong` }],
  ['a run with a key too weak', [], { LLMGW_NEW_SALT_KEY: OLD_KEY }],
  ['a run that fails inside', [], { LLMGW_FAILPOINTS: 'page.after_update=throw' }],
  ['a run whose connection breaks', [], { LLMGW_FAILPOINTS: 'page.after_update=drop' }],
  ['a plan', ['plan', '--json'], {}],
  ['a look whether it is done', ['verify'], {}],
  ['a command line with keys in it', ['--old-key', OLD_KEY, `--new-key=${NEW_KEY}`], {}],
];

describe('keys, plaintexts and passwords', () => {
  test.each(WAYS)(
    'stay inside of %s',
    async (_what, args, env) => {
      const url = await sealedDatabase();
      const proxy = await startTcpProxy(server.port);
      const cwd = bench.folder(`leaks-${proxy.port}`);
      const run = await bench.start(await ownedBy(url, proxy.port), {
        args: [...args, '--report', 'report.json'],
        env: { NODE_ENV: 'test', LLMGW_LOG: 'debug', ...env },
        cwd,
      });
      const seen = [args.includes(OLD_KEY) ? '' : commandLines()];
      await Promise.race([run.ended, run.until(/./)]);
      if (!args.includes(OLD_KEY)) seen.push(commandLines());
      const { stdout, stderr }: CliResult = await run.ended;
      expect(stdout + stderr).not.toBe('');
      expect(findCanaries(stdout + stderr)).toEqual([]);
      expect(findCanaries(readAll(cwd))).toEqual([]);
      expect(findCanaries(seen.join('\n'))).toEqual([]);
      // What the server is sent is more than what any log of its could hold.
      expect(findCanaries(proxy.sent().toString('latin1'), CANARIES.slice(0, 3))).toEqual([]);
      await proxy.close();
    },
    30_000,
  );

  test('would be found, however they were hidden', () => {
    for (const disguise of ['x', 'xy', 'xyz'].map((lead) => `${lead}${OLD_KEY} and more`)) {
      expect(findCanaries(Buffer.from(disguise).toString('base64'))).not.toEqual([]);
      expect(findCanaries(Buffer.from(disguise).toString('base64url'))).not.toEqual([]);
      expect(findCanaries(Buffer.from(disguise).toString('hex'))).not.toEqual([]);
    }
  });
});
