import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { KEY_FORM_IDS, makeKey } from '../../src/security/secrets/make-key.ts';
import { runCli } from '../support/run-cli.ts';
import { ScanFolder } from '../support/scan-folder.ts';

/** What a person typed: no form gives it away, only the name it stands under. */
const PASSWORDS = ['Tr0ub4dor-and-3', 'correct horse 99', 'hunter2-hunter2', 'Sommer2026!Berlin'];
const keys = [...KEY_FORM_IDS, ...KEY_FORM_IDS].slice(0, Math.max(40, KEY_FORM_IDS.length));
const secrets = keys.map((form, index) => makeKey(form, `canary-${index}`));
const singleLine = secrets.filter((secret) => !secret.includes('\n'));
const REPORTS = ['text', 'json', 'sarif', 'junit', 'github', 'gitlab', 'markdown'];

let folder: ScanFolder;

beforeAll(() => {
  folder = new ScanFolder();
  folder.write('config.yaml', gatewayConfig(), 0o644);
  folder.write('.env', singleLine.map((key, at) => `SECRET_${at}_KEY=${key}`).join('\n'), 0o644);
  folder.write('docker-compose.yml', compose(), 0o644);
  folder.write('Dockerfile', dockerfile(), 0o644);
  folder.write('key.pem', secrets.filter((secret) => secret.includes('\n')).join('\n'), 0o644);
  folder.commit();
  folder.write('config.yaml', `# ${singleLine.join('\n# ')}\n${folder.read('config.yaml')}`);
  folder.git('add', '-A');
});

afterAll(() => folder.remove());

function gatewayConfig(): string {
  const models = singleLine.map(
    (key, at) => `  - model_name: m${at}
    litellm_params:
      model: openai/m${at}
      api_base: http://user:${PASSWORDS[0]}@api.example.com/v1
      api_key: "${key}"
      extra_headers: {Authorization: "Bearer ${key}"}`,
  );
  return `model_list:\n${models.join('\n')}
general_settings:
  master_key: ${PASSWORDS[2]}
  database_url: postgresql://llm:${PASSWORDS[3]}@db.example.com/litellm
  pass_through_endpoints:
    - {path: /a, target: "https://api.example.com/a", auth: false, headers: {x-api-key: ${singleLine[0]}}}
environment_variables:
  UI_PASSWORD: ${PASSWORDS[1]}
mcp_servers:
  one: {command: bash, args: ["-c", "run --token ${singleLine[1]}"]}
`;
}

function compose(): string {
  const lines = singleLine.map((key, at) => `      - SECRET_${at}_TOKEN=${key}`);
  return `services:
  gateway:
    image: ghcr.io/berriai/litellm:main-latest
    environment:
${lines.join('\n')}
  db:
    image: postgres
    environment: {POSTGRES_PASSWORD: "${PASSWORDS[0]}"}
    ports: ["5432:5432"]
`;
}

function dockerfile(): string {
  const lines = singleLine.map((key, at) => `ENV SECRET_${at}_KEY=${key}`);
  return `FROM node:18\nARG PASSWORD=${PASSWORDS[1]}\n${lines.join('\n')}\nCOPY . .\n`;
}

/** The whole secret, and twenty characters of its middle; of several lines, each. */
function traces(): readonly string[] {
  const parts = [...secrets, ...PASSWORDS].flatMap((secret) => secret.split('\n'));
  const whole = parts.filter((part) => part.length >= 12 && !part.startsWith('-----'));
  const middles = whole.map((part) => part.slice(Math.floor(part.length / 2) - 10).slice(0, 20));
  return [...whole, ...middles.filter((middle) => middle.length === 20)];
}

function expectNoTrace(text: string): void {
  expect(traces().filter((trace) => text.includes(trace))).toEqual([]);
}

async function run(...args: readonly string[]): Promise<string> {
  const env = { ...folder.env, NODE_ENV: 'test' };
  const all = ['check-security', '--persona', 'auditor', '-vvv', ...args];
  const { code, stdout, stderr } = await runCli(all, { cwd: folder.path, env });
  expect([0, 1, 2, 70]).toContain(code);
  return stdout + stderr;
}

test('there are forty of them, and they are found', async () => {
  expect(secrets.length).toBeGreaterThanOrEqual(40);
  const { diagnostics } = JSON.parse(
    (await run('--json', '-q')).replace(/\n}\n[\s\S]*$/, '\n}'),
  ) as {
    diagnostics: readonly object[];
  };
  expect(diagnostics.length).toBeGreaterThan(40);
});

test.each(REPORTS)('none is in the format %s, on stdout or in a file', async (format) => {
  expectNoTrace(await run('--format', format));
  expectNoTrace(await run('--format', format, '--output', 'report.out', '--no-ignores'));
  expectNoTrace(readFileSync(join(folder.path, 'report.out'), 'utf8'));
});

test.each([
  ['the difference that fixes would make', ['--fix', '--dry-run']],
  ['the difference that all fixes would make', ['--fix=all', '--dry-run']],
  ['what is staged', ['--staged']],
  ['what is new', ['--since', 'HEAD', '--json']],
  ['the history', ['--history']],
  ['the list of files', ['--list-files', '--json']],
])('none is in %s', async (_what, args) => {
  expectNoTrace(await run(...args));
});

test('none is in a baseline', async () => {
  expectNoTrace(await run('--baseline', 'known.json', '--update-baseline'));
  expectNoTrace(folder.read('known.json'));
});

test('none is in a crash report', async () => {
  const output = await runCli(['check-security'], {
    cwd: folder.path,
    env: { ...folder.env, NODE_ENV: 'test', LLMGW_FAILPOINTS: 'check-security=throw' },
  });
  const [, file = ''] = /--> (\S+)/.exec(output.stderr) ?? [];
  expectNoTrace(output.stderr + readFileSync(file, 'utf8'));
});

test('none is told when they are made safe', async () => {
  expectNoTrace(await run('--fix=all'));
});
