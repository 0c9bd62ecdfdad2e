import { execFileSync, spawn, type ChildProcess } from 'node:child_process';
import { chmodSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { runCommand } from '../support/nuke.ts';
import { insertRow } from '../support/access-rows.ts';
import { createLitellmDatabase, openTestDatabase } from '../support/litellm-database.ts';
import { startPostgres, type TestPostgres } from '../support/postgres.ts';
import { runSql } from '../support/wipe-database.ts';

// A secret is planted in every place that collectors look at; none may come out anywhere.

const CANARY = 'canaryQ7zX9wV3';
const folder = mkdtempSync(join(tmpdir(), 'llmgw-canary-'));
const bin = join(folder, 'bin');
let server: TestPostgres;
let docker: Server;
let victim: ChildProcess;
let url = '';

beforeAll(async () => {
  server = await startPostgres();
  url = await createLitellmDatabase(server);
  await plantRows();
  mkdirSync(bin);
  plantProgram('systemctl', unitText());
  plantProgram('kubectl', JSON.stringify({ items: [pod()] }));
  plantProgram('nvidia-smi', `GPU-1, 0, H100 token=${CANARY}, 1, 2, 3, 4, 5, 6, 7`);
  plantRepository();
  writeFileSync(join(folder, 'notes.md'), `# Access\npassword: ${CANARY}\nBearer ${CANARY}\n`);
  writeFileSync(join(folder, 'config.yaml'), configText());
  docker = createServer((request, answer) => void answer.end(dockerText(request.url ?? '')));
  await new Promise<void>((resolve) => void docker.listen(join(folder, 'docker.sock'), resolve));
  // It listens, so that it is found however young it is.
  const script = `require('net').createServer().listen(0, () => console.log('ready'))`;
  const args = ['-e', script, '--', '--api-key', CANARY, `--token=${CANARY}`];
  victim = spawn(process.execPath, args, { env: { SECRET: CANARY } });
  await new Promise((resolve) => victim.stdout?.once('data', resolve));
}, 60_000);

afterAll(async () => {
  victim.kill('SIGKILL');
  docker.close();
  await server.stop();
  rmSync(folder, { recursive: true, force: true });
});

function plantProgram(name: string, output: string): void {
  const file = join(bin, name);
  writeFileSync(`${file}.out`, output);
  const timers = `case "$*" in *list-timers*) echo '[]'; exit;; esac\n`;
  // What it says on stderr is shown when it fails.
  writeFileSync(file, `#!/bin/sh\n${timers}cat "$0.out"\necho "token=${CANARY}" >&2\n`);
  chmodSync(file, 0o755);
}

async function plantRows(): Promise<void> {
  const database = openTestDatabase(url);
  await insertRow(database, 'MCPServerTable', {
    ...{
      server_id: 'm1',
      server_name: 'github',
      transport: 'http',
      description: `token=${CANARY}`,
    },
    url: `https://u:${CANARY}@mcp.example/mcp?key=${CANARY}`,
    credentials: JSON.stringify({ auth_value: CANARY }),
    static_headers: JSON.stringify({ 'x-key': CANARY }),
  });
  await insertRow(database, 'VerificationToken', {
    ...{ token: `${'0'.repeat(16)}${CANARY}`, key_alias: 'ci', key_name: `sk-...${CANARY}` },
    metadata: JSON.stringify({ secret: CANARY }),
  });
  await database.close();
}

function plantRepository(): void {
  const git = (...args: readonly string[]): Buffer => execFileSync('git', ['-C', folder, ...args]);
  git('init', '--quiet');
  git('remote', 'add', 'origin', `https://oauth2:${CANARY}@git.example/x.git`);
}

function unitText(): string {
  const argv = `argv[]=/bin/x --password ${CANARY} --dsn postgres://u:${CANARY}@h/d ;`;
  return `Id=x.service\nLoadState=loaded\nActiveState=active\nDescription=api_key=${CANARY}\nExecStart={ path=/bin/x ; ${argv} }\n`;
}

function pod(): unknown {
  return {
    kind: 'Pod',
    metadata: { name: 'p', namespace: 'n', labels: { token: CANARY }, annotations: { a: CANARY } },
    spec: { containers: [{ image: `r.example/x:1`, env: [{ name: 'KEY', value: CANARY }] }] },
  };
}

function dockerText(path: string): string {
  if (path.includes('images')) return '[]';
  if (path.includes('info'))
    return JSON.stringify({ Name: 'h', HttpProxy: `http://u:${CANARY}@p` });
  const labels = { 'x.password': CANARY, url: `https://u:${CANARY}@h` };
  return JSON.stringify([
    {
      Names: ['/c'],
      ImageID: 'i',
      Labels: labels,
      Command: `x --requirepass=${CANARY} --secret ${CANARY}`,
    },
  ]);
}

function configText(): string {
  return `model_list:
  - model_name: gpt
    litellm_params: { model: openai/gpt-4o, api_key: ${CANARY}, api_base: "https://u:${CANARY}@h.example/v1?key=${CANARY}" }
general_settings:
  master_key: ${CANARY}
  database_url: postgresql://u:${CANARY}@h/d
`;
}

test('no secret comes out, in the database or in any output', async () => {
  const env = {
    ...{ PATH: `${bin}:${process.env['PATH'] ?? ''}`, KUBECONFIG: '/x', PASSWORD: CANARY },
    DOCKER_HOST: `unix://${join(folder, 'docker.sock')}`,
  };
  const run = { url, cwd: folder, env };
  const said: string[] = [];
  const keep = async (...args: readonly string[]): Promise<number> => {
    const { code, stdout, stderr } = await runCommand([...args], run);
    said.push(stdout, stderr);
    return code;
  };
  const flags = ['--file', 'notes.md', '--json', '-vv'];
  expect([0, 8]).toContain(await keep('ingest-state', ...flags));
  for (const output of ['-', 'state.json', 'state.md']) {
    await keep('ingest-state', ...flags, '--output', output);
  }
  for (const format of ['table', 'json', 'ndjson', 'csv', 'md', 'yaml']) {
    await keep('query-infra', '--where', 'kind exists', '--limit', '1000', '--format', format);
  }
  await keep('query-infra', '--since', '1h', '--json', '--limit', '1000');
  await keep('query-infra', '--sql', 'select * from infra_history', '--limit', '1000', '--json');
  const tables = await runSql(
    url,
    `SELECT table_name AS name FROM information_schema.tables WHERE table_schema = 'llmgw'`,
  );
  for (const { name } of tables) {
    const rows = await runSql(url, `SELECT t::text AS row FROM llmgw."${String(name)}" t`);
    said.push(...rows.map(({ row }) => String(row)));
  }
  for (const file of ['state.json', 'state.md']) {
    said.push(execFileSync('cat', [join(folder, file)], { encoding: 'utf8' }));
  }
  const found = await runSql(
    url,
    `SELECT DISTINCT kind FROM llmgw.infra_facts WHERE body::text LIKE '%[redacted:%' ORDER BY 1`,
  );
  // The secrets were met, and taken out.
  expect(found.map(({ kind }) => kind)).toEqual(
    expect.arrayContaining([
      ...['container', 'deployment', 'file_section', 'k8s_pod', 'mcp_server', 'port', 'unit'],
    ]),
  );
  expect(said.filter((text) => text.includes(CANARY))).toEqual([]);
}, 120_000);
