import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { basename, dirname, join, relative, sep } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from '@jest/globals';
import { transformSync } from '@swc/core';
import { commands } from '../commands/registry.ts';
import { ERROR_TABLE } from '../src/core/errors.ts';
import { EXIT } from '../src/core/exit-codes.ts';
import { providers } from '../src/providers/registry.ts';

// The rules of the house that no linter knows. A failing one names the files to mend.

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const sources = ['bin', 'commands', 'src'].flatMap(filesIn).filter((file) => !isData(file));
const tests = filesIn('test').filter((file) => file.endsWith('.ts'));

/** Generated, not written. */
function isData(file: string): boolean {
  return file.endsWith('.json');
}

/** Files without a mirrored test, and what tests them instead. */
const TESTED_ELSEWHERE: Readonly<Record<string, string>> = {
  'bin/llmgw.ts': 'test/e2e/cli.test.ts',
  'commands/registry.ts': 'test/structure.test.ts',
  ...listsOf(
    'catalogue',
    'access credentials limits logs mcp repository stores transport versions',
  ),
  ...listsOf(
    'secrets',
    'contextual-forms model-provider-forms platform-forms structured-forms',
    'secrets/key-forms',
  ),
};

/** Lists of `src/security/<folder>`, which the test of what gathers them looks at. */
function listsOf(folder: string, names: string, by = 'registry'): Record<string, string> {
  const files = names.split(' ').map((name) => `src/security/${folder}/${name}.ts`);
  return Object.fromEntries(files.map((file) => [file, `test/src/security/${by}.test.ts`]));
}

/** What may be named in one file only, so that there is one place to change it. */
const SINGLE_PLACES: readonly (readonly [string, RegExp])[] = [
  ['new Redis', /\bnew Redis\b/],
  ['process.env', /\bprocess\.env\b/],
  ['process.exit', /\bprocess\.exit\(/],
  ['Date.now', /\bDate\.now\b/],
  ['console', /(?<!\/\/)\bconsole\./],
];

/** Where a provider's name is not knowledge of that provider. */
const PROVIDER_NAMES_ALLOWED: Readonly<Record<string, string>> = {
  'src/routes/models.ts': 'the `owned_by` of every model is a constant of the API',
  'src/config/build/resolve-provider.ts': 'the provider of a model that names none',
};

const VAGUE_NAMES = /^(utils?|helpers?|common|lib|misc|managers?|index)$/;
const MAX_LINES = 400;

function filesIn(folder: string): readonly string[] {
  const path = join(root, folder);
  if (!existsSync(path)) return [];
  return readdirSync(path, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => relative(root, join(entry.parentPath, entry.name)).split(sep).join('/'));
}

function foldersIn(folder: string): readonly string[] {
  return readdirSync(join(root, folder), { withFileTypes: true })
    .filter((entry) => entry.isDirectory())
    .map((entry) => entry.name);
}

function read(file: string): string {
  return readFileSync(join(root, file), 'utf8');
}

function codeOf(file: string): string {
  return read(file)
    .replaceAll(/\/\*[\s\S]*?\*\//g, '')
    .replaceAll(/(^|\s)\/\/.*$/gm, '$1');
}

/** True for a file of which nothing is left when its types are taken away. */
function holdsTypesOnly(file: string): boolean {
  const { code } = transformSync(read(file), {
    jsc: { target: 'es2023', parser: { syntax: 'typescript' } },
    module: { type: 'es6' },
  });
  return (
    code
      .replaceAll(/\/\*[\s\S]*?\*\/|\/\/.*$/gm, '')
      .replace(/export\s*\{\s*\};?/, '')
      .trim() === ''
  );
}

function testOf(file: string): string {
  return `test/${file.replace(/\.ts$/, '.test.ts')}`;
}

describe('tests mirror the sources', () => {
  test('every source that does something has its test', () => {
    const untested = sources.filter(
      (file) => !existsSync(join(root, TESTED_ELSEWHERE[file] ?? testOf(file))),
    );
    expect(untested.filter((file) => !holdsTypesOnly(file))).toEqual([]);
  });

  test('every mirrored test has its source', () => {
    const mirrored = tests.filter((file) => /^test\/(src|commands)\/.*\.test\.ts$/.test(file));
    const lost = mirrored.filter(
      (file) => !existsSync(join(root, file.replace(/^test\//, '').replace('.test.ts', '.ts'))),
    );
    expect(lost).toEqual([]);
  });

  test('the exceptions are still needed', () => {
    const stale = Object.entries(TESTED_ELSEWHERE).filter(
      ([file, by]) => !sources.includes(file) || !tests.includes(by),
    );
    expect(stale).toEqual([]);
  });
});

describe('registries name what is there', () => {
  test('every command folder is registered, has its two files and its page', () => {
    const names = commands.map(({ name }) => name);
    expect([...names].sort()).toEqual([...foldersIn('commands')].sort());
    const wanted = names.flatMap((name) => [
      `commands/${name}/${name}.command.ts`,
      `commands/${name}/${name}.run.ts`,
      `docs/commands/${name}.md`,
    ]);
    expect(wanted.filter((file) => !existsSync(join(root, file)))).toEqual([]);
  });

  test('every command can be loaded', async () => {
    // One after the other: the test runner cannot load one module twice at a time.
    for (const { load } of commands) expect(typeof (await load()).run).toBe('function');
  });

  test('every provider folder is imported by the registry', () => {
    const registry = read('src/providers/registry.ts');
    const folders = foldersIn('src/providers').filter((name) => name !== 'shared');
    expect(folders.filter((name) => !registry.includes(`'./${name}/`))).toEqual([]);
  });
});

describe('documents and tables agree', () => {
  test('every error code has its section, with its exit code', () => {
    const sections = read('docs/errors.md').matchAll(/^## (\w+)\n\nExit code (\d+)\./gm);
    const documented = [...sections].map(([, code, exitCode]) => [code, Number(exitCode)]);
    const known = Object.entries(ERROR_TABLE).map(([code, { exitCode }]) => [code, exitCode]);
    expect(documented).toEqual(known);
  });

  test('every exit code has its row', () => {
    const rows = read('docs/exit-codes.md').matchAll(/^\| (\d+) +\| (\w+) /gm);
    const documented = [...rows].map(([, code, name]) => [name, Number(code)]);
    expect(documented).toEqual(Object.entries(EXIT));
  });
});

describe('files stay small and say what they are', () => {
  test(`no file is longer than ${MAX_LINES} lines`, () => {
    const long = [...sources, ...tests].filter(
      (file) => read(file).trimEnd().split('\n').length > MAX_LINES,
    );
    expect(long).toEqual([]);
  });

  test('the entry file only starts', () => {
    expect(read('bin/llmgw.ts').trimEnd().split('\n').length).toBeLessThanOrEqual(15);
  });

  test('no file or folder has a name that says nothing', () => {
    const vague = [...sources, ...tests].filter((file) =>
      file.split('/').some((part) => VAGUE_NAMES.test(basename(part, '.ts'))),
    );
    expect(vague).toEqual([]);
  });

  test('names are kebab-case', () => {
    const name = /^[a-z0-9]+(-[a-z0-9]+)*(\.(command|run|test))?\.ts$/;
    expect([...sources].filter((file) => !name.test(basename(file)))).toEqual([]);
  });

  test('nothing is exported as default', () => {
    const defaults = [...sources, ...tests].filter((file) =>
      /^export default\b|^export \{[^}]*\bdefault\b/m.test(codeOf(file)),
    );
    expect(defaults).toEqual([]);
  });
});

describe('one place each', () => {
  test.each(SINGLE_PLACES)('%s is in at most one file', (_name, pattern) => {
    const places = sources.filter((file) => pattern.test(codeOf(file)));
    expect(places.length > 1 ? places : []).toEqual([]);
  });

  test('one file opens connections to the database', () => {
    const places = sources.filter(
      (file) => file.startsWith('src/db/') && /\bnew Pool\b/.test(codeOf(file)),
    );
    expect(places.length > 1 ? places : []).toEqual([]);
  });

  test('only providers know the names of providers', () => {
    const neutral = /^src\/(core|config|gateway|http|resilience|routes)\//;
    const names = providers.map(({ name }) => name).join('|');
    const literal = new RegExp(`(['"\`])(${names})\\1`);
    const knowing = sources.filter((file) => neutral.test(file) && literal.test(codeOf(file)));
    expect(knowing.filter((file) => !(file in PROVIDER_NAMES_ALLOWED))).toEqual([]);
  });
});
