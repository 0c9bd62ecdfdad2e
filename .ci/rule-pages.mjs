// Writes docs/rules/: a page for every code, made from the rules themselves, and the index.
// `node .ci/rule-pages.mjs` writes them, with `--check` it only says which are not as they would be.
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const folder = join(root, 'docs', 'rules');
const { rulePages } = await loadPages();
const pages = new Map(Object.entries(rulePages()));
const differing = [...pages].filter(([name, text]) => readOrNull(name) !== text);
const surplus = filesIn(folder).filter((name) => !pages.has(name));

if (process.argv.includes('--check')) {
  const names = [...differing.map(([name]) => name), ...surplus];
  if (names.length > 0) process.stderr.write(`not as generated: ${names.join(', ')}\n`);
  process.exitCode = names.length > 0 ? 1 : 0;
} else {
  mkdirSync(folder, { recursive: true });
  for (const [name, text] of differing) writeFileSync(join(folder, name), text);
  for (const name of surplus) rmSync(join(folder, name));
  process.stdout.write(
    `${pages.size} pages, ${differing.length} written, ${surplus.length} removed\n`,
  );
}

function filesIn(path) {
  return existsSync(path) ? readdirSync(path).filter((name) => name.endsWith('.md')) : [];
}

function readOrNull(name) {
  const file = join(folder, name);
  return existsSync(file) ? readFileSync(file, 'utf8') : null;
}

/** The rules are TypeScript: bundled in memory, as the program is. */
async function loadPages() {
  const { outputFiles } = await build({
    absWorkingDir: root,
    entryPoints: ['src/security/rule-pages.ts'],
    bundle: true,
    write: false,
    format: 'esm',
    platform: 'node',
    target: 'node20',
    banner: {
      js: "import { createRequire } from 'node:module';\nconst require = createRequire(import.meta.url);",
    },
    logLevel: 'warning',
  });
  // A file, for packages that call `require`.
  const file = join(root, 'node_modules', '.cache', `rule-pages.${process.pid}.mjs`);
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, outputFiles[0].contents);
  try {
    return await import(file);
  } finally {
    rmSync(file, { force: true });
  }
}
