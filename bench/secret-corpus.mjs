import { spawnSync } from 'node:child_process';
import { createHash, randomUUID } from 'node:crypto';
import { existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { loadSupport } from './database/load-support.mjs';
import { gitCommit } from './machine.mjs';
import { temporaryFolder } from './processes/launch.mjs';

// Whether `llmgw check-security` finds what gitleaks and secretlint find, and how often each cries
// wolf, on made-up keys and on what only looks like keys:
//   node bench/secret-corpus.mjs [--gitleaks PROGRAM] [--secretlint PROGRAM]
// A scanner that is not there is left out of the table.

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const program = join(root, 'dist', 'llmgw.js');
const SEEDS = ['one', 'two', 'three'];

process.exitCode = await main();

async function main() {
  if (!existsSync(program)) {
    process.stderr.write('bench: dist/ is missing: npm run build\n');
    return 78;
  }
  const support = await loadSupport();
  const folder = temporaryFolder('secret-corpus');
  const corpus = makeCorpus(support);
  for (const [name, lines] of corpus.files)
    writeFileSync(join(folder, name), `${lines.join('\n')}\n`);
  const rows = [
    ['llmgw', ours(folder)],
    ['gitleaks', gitleaks(folder, optionOf('--gitleaks') ?? 'gitleaks')],
    ['secretlint', secretlint(folder, optionOf('--secretlint') ?? 'secretlint')],
  ].filter(([, found]) => found !== null);
  const date = new Date().toISOString().slice(0, 10);
  process.stdout.write(
    `Measured ${date} at ${gitCommit(root)}: ${corpus.keys.size} keys of ${support.KEY_FORM_IDS.length} forms, ${corpus.decoys.size} decoys.\n\n`,
  );
  process.stdout.write('| scanner | keys found | recall | decoys reported |\n|---|--:|--:|--:|\n');
  for (const [name, found] of rows) process.stdout.write(row(name, found, corpus));
  const missed = [...corpus.keys].filter((place) => !rows[0][1].has(place));
  for (const place of missed)
    process.stdout.write(`missed: ${place} (${corpus.forms.get(place)})\n`);
  for (const place of [...corpus.decoys].filter((at) => rows[0][1].has(at)))
    process.stdout.write(`reported: ${place} (${corpus.forms.get(place)})\n`);
  return 0;
}

function row(name, found, { keys, decoys }) {
  const hits = [...keys].filter((place) => found.has(place)).length;
  const wolves = [...decoys].filter((place) => found.has(place)).length;
  return `| ${name} | ${hits} of ${keys.size} | ${((100 * hits) / keys.size).toFixed(1)} % | ${wolves} of ${decoys.size} |\n`;
}

/** Keys where keys stand: in JSON, in code, in a note. Decoys where they stand, too. */
function makeCorpus({ KEY_FORM_IDS, keyForm, makeKey }) {
  const corpus = { files: new Map(), keys: new Set(), decoys: new Set(), forms: new Map() };
  const add = (file, line, kind, form) => {
    const lines = corpus.files.get(file) ?? [];
    lines.push(line);
    corpus.files.set(file, lines);
    const place = `${file}:${lines.length}`;
    if (kind !== null) corpus[kind].add(place);
    corpus.forms.set(place, form);
  };
  for (const id of KEY_FORM_IDS) {
    const form = keyForm(id);
    if (form.family === 'identifier') continue;
    for (const seed of SEEDS) {
      const key = makeKey(id, seed);
      if (key.includes('\n')) continue;
      const name = form.variable ?? `${form.issuer.replaceAll(/\W+/g, '_').toUpperCase()}_API_KEY`;
      add(`settings-${seed}.json`, `  "${name}": ${JSON.stringify(key)},`, 'keys', id);
      add(`client-${seed}.ts`, `const ${name} = ${JSON.stringify(key)};`, 'keys', id);
      add(`notes-${seed}.md`, `- ${form.issuer}: set ${name} to ${key} on the host`, 'keys', id);
    }
  }
  for (const [at, decoy] of decoys().entries()) {
    add(
      'decoys.ts',
      `export const value${at} = ${JSON.stringify(decoy)};`,
      'decoys',
      decoy.slice(0, 24),
    );
    add(
      'decoys.json',
      `  "API_KEY_${at}": ${JSON.stringify(decoy)},`,
      'decoys',
      decoy.slice(0, 24),
    );
  }
  return corpus;
}

function decoys() {
  const hash = (algorithm, form, n) => createHash(algorithm).update(`decoy ${n}`).digest(form);
  const several = (make) => Array.from({ length: 5 }, (_, n) => make(n));
  return [
    ...several((n) => hash('sha1', 'hex', n)),
    ...several((n) => hash('sha256', 'hex', n)),
    ...several((n) => `sha512-${hash('sha512', 'base64', n)}`),
    ...several(() => randomUUID()),
    ...[
      'sk-...',
      'sk-xxxxxxxxxxxxxxxxxxxxxxxx',
      'sk-your-api-key-here',
      'YOUR_API_KEY',
      'changeme',
    ],
    ...['<your-groq-api-key>', 'os.environ/OPENAI_API_KEY', '${GROQ_API_KEY}', '{{ secrets.key }}'],
    ...[
      'AKIAIOSFODNN7EXAMPLE',
      'wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY',
      'vault:kv/data/openai#key',
    ],
    ...[
      'claude-3-5-sonnet-20241022',
      'ft:gpt-4o-mini-2024-07-18:org::a1b2c3d4',
      'gemini/gemini-2.5-flash',
    ],
    ...['arn:aws:bedrock:us-east-1:123456789012:inference-profile/us.amazon.nova-pro-v1:0'],
    ...[
      'https://user@example.com/path?token=',
      'postgresql://localhost:5432/litellm',
      'redis://127.0.0.1:6379/0',
    ],
    ...['ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIGmQ3nQwJ5o1Tn7cJx9s9u0c8xkq8uWm1aY2b3c4d5e6 me@host'],
    `data:image/png;base64,${Buffer.from(hash('sha512', 'hex', 9)).toString('base64')}`,
  ];
}

function ours(folder) {
  const args = [program, 'check-security', folder, '--json', '--no-exit-codes', '--no-ignores'];
  const { stdout, stderr } = spawnSync(process.execPath, args, {
    encoding: 'utf8',
    maxBuffer: 2 ** 28,
  });
  if (stdout === '') throw new Error(stderr);
  return new Set(
    JSON.parse(stdout).diagnostics.map(
      ({ range }) => `${basename(range.file)}:${range.start.line}`,
    ),
  );
}

function gitleaks(folder, name) {
  const report = `${folder}.json`;
  const args = ['dir', folder, '--no-banner', '--exit-code', '0', '-r', report, '-f', 'json'];
  if (spawnSync(name, args, { stdio: 'ignore' }).status !== 0) return null;
  const found = JSON.parse(readFileSync(report, 'utf8'));
  rmSync(report);
  return new Set(found.map(({ File, StartLine }) => `${basename(File)}:${StartLine}`));
}

function secretlint(folder, name) {
  const rc = join(folder, '.secretlintrc.json');
  writeFileSync(rc, '{"rules":[{"id":"@secretlint/secretlint-rule-preset-recommend"}]}');
  const args = ['--secretlintrc', rc, '--format', 'json', '--maskSecrets', join(folder, '*')];
  const { stdout, error } = spawnSync(name, args, {
    encoding: 'utf8',
    maxBuffer: 2 ** 28,
    cwd: folder,
  });
  rmSync(rc);
  if (error !== undefined || !stdout.startsWith('[')) return null;
  const files = JSON.parse(stdout);
  return new Set(
    files.flatMap(({ filePath, messages }) =>
      messages.map(({ loc }) => `${basename(filePath)}:${loc.start.line}`),
    ),
  );
}

function optionOf(name) {
  const at = process.argv.indexOf(name);
  return at === -1 ? undefined : process.argv[at + 1];
}
