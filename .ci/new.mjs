// Writes the files that a new provider, rule or command consists of, and its line in the registry:
//   npm run new -- provider|rule|command NAME
// The tests it writes fail until the thing is written. What is in .ci/templates/<kind>/ is copied,
// with the names filled in.
import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const templates = join(root, '.ci', 'templates');

const KINDS = {
  provider: {
    registry: 'src/providers/registry.ts',
    list: /(export const providers[^=]*= \[)([\s\S]*?)(\n?\];)/,
    line: '__camel__,',
    load: "import { __camel__ } from './__name__/adapter.ts';",
  },
  rule: {
    registry: 'src/security/registry.ts',
    list: /(export const rules[^=]*= \[)([\s\S]*?)(\n?\];)/,
    line: '__camel__,',
    load: "import { __camel__ } from './rules/__name__.ts';",
  },
  command: {
    registry: 'commands/registry.ts',
    list: /(export const commands[^=]*= \[)([\s\S]*?)(\n?\];)/,
    line: `{
      name: '__name__',
      summary: '__title__',
      load: async () => (await import('./__name__/__name__.command.ts')).__camel__Command,
    },`,
  },
};

const [kindName, name, ...rest] = process.argv.slice(2);
const kind = Object.hasOwn(KINDS, kindName ?? '') ? KINDS[kindName] : null;
if (kind === null || !/^[a-z][a-z0-9]*(-[a-z0-9]+)*$/.test(name ?? '') || rest.length > 0) {
  process.stderr.write('usage: npm run new -- provider|rule|command name-in-kebab-case\n');
  process.exitCode = 64;
} else {
  create(kind);
}

function create({ registry, list, line, load }) {
  const words = wordsOf(name);
  const files = plan(join(templates, kindName), words);
  const taken = files.filter(({ path }) => existsSync(join(root, path)));
  if (taken.length > 0) {
    process.stderr.write(`${taken.map(({ path }) => `${path} exists already`).join('\n')}\n`);
    process.exitCode = 1;
    return;
  }
  for (const { path, text } of files) write(path, text);
  register(registry, { list, line: fill(line, words), load: load && fill(load, words) });
  const paths = [...new Set([...files.map(({ path }) => path), registry])];
  spawnSync(join(root, 'node_modules', '.bin', 'prettier'), ['--write', ...paths], { cwd: root });
  process.stdout.write(`${paths.join('\n')}\n`);
}

/** Every file of a template, with its place and text filled in. */
function plan(template, words) {
  return readdirSync(template, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name))
    .map((file) => ({
      path: fill(relative(template, file).replace(/\.txt$/, ''), words),
      text: fill(readFileSync(file, 'utf8'), words),
    }));
}

function register(registry, { list, line, load }) {
  const text = readFileSync(join(root, registry), 'utf8');
  const listed = text.replace(list, (_all, open, items, close) => {
    const separator = /[^\s,]\s*$/.test(items) ? ',' : '';
    return `${open}${items.trimEnd()}${separator}\n  ${line}\n${close.trim()}`;
  });
  write(registry, load ? withImport(listed, load) : listed);
}

/** Before the first import of a file that follows it in the alphabet, types apart. */
function withImport(text, load) {
  const lines = text.split('\n');
  const source = (line) => / from '(.*)';$/.exec(line)?.[1] ?? '';
  const after = lines.findIndex(
    (line) => line.startsWith('import ') && source(line) > source(load),
  );
  lines.splice(Math.max(after, 0), 0, load);
  return lines.join('\n');
}

function write(path, text) {
  mkdirSync(dirname(join(root, path)), { recursive: true });
  writeFileSync(join(root, path), text);
}

function fill(text, words) {
  return text.replaceAll(/__(\w+?)__/g, (all, word) => words[word] ?? all);
}

function wordsOf(kebab) {
  const camel = kebab.replaceAll(/-(\w)/g, (_all, letter) => letter.toUpperCase());
  const spaced = kebab.replaceAll('-', ' ');
  return {
    name: kebab,
    snake: kebab.replaceAll('-', '_'),
    camel,
    Pascal: camel[0].toUpperCase() + camel.slice(1),
    title: spaced[0].toUpperCase() + spaced.slice(1),
    code: nextCode(),
  };
}

/** The first number after every rule there is. */
function nextCode() {
  const folder = join(root, 'src', 'security', 'rules');
  const files = existsSync(folder) ? readdirSync(folder) : [];
  const numbers = files.map((file) =>
    Number(/code: 'LGW(\d+)'/.exec(readFileSync(join(folder, file), 'utf8'))?.[1] ?? 0),
  );
  return `LGW${Math.max(100, ...numbers) + 1}`;
}
