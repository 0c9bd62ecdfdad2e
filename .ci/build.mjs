// Bundles bin/llmgw.ts into dist/: one small entry file, and a chunk for each command that is loaded
// when it is invoked. `node .ci/build.mjs [out folder]`.
import {
  chmodSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const outdir = join(root, process.argv[2] ?? 'dist');
const { version } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));

// Packages written for CommonJS call `require`, which an ES module does not have.
const banner = `import { createRequire as __createRequire } from 'node:module';
const require = __createRequire(import.meta.url);`;

const { outputFiles } = await bundle({
  absWorkingDir: root,
  entryPoints: { llmgw: 'bin/llmgw.ts' },
  outdir,
  bundle: true,
  splitting: true,
  write: false,
  format: 'esm',
  platform: 'node',
  target: 'node20',
  sourcemap: 'linked',
  chunkNames: 'chunks/[name]-[hash]',
  banner: { js: banner },
  define: { LLMGW_VERSION: JSON.stringify(version) },
  // pg-native: an optional binding, never used. libpg-query finds its WebAssembly beside itself.
  external: ['pg-native', 'libpg-query'],
  logLevel: 'warning',
});

// The entry comes last and each file appears whole: a program that starts meanwhile finds either
// the old set or the new one.
const byEntryLast = [...outputFiles].sort((a, b) => isEntry(a) - isEntry(b));
for (const { path, contents } of byEntryLast) {
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(`${path}.${process.pid}`, contents);
  if (isEntry({ path })) chmodSync(`${path}.${process.pid}`, 0o755);
  renameSync(`${path}.${process.pid}`, path);
}
removeAllBut(new Set(outputFiles.map(({ path }) => path)));

function isEntry({ path }) {
  return Number(relative(outdir, path) === 'llmgw.js');
}

function removeAllBut(kept) {
  const chunks = join(outdir, 'chunks');
  for (const name of readdirSync(chunks, { recursive: false })) {
    const file = join(chunks, name);
    if (!kept.has(file) && /\.js(\.map)?$/.test(name)) rmSync(file, { force: true });
  }
}

/** esbuild has said what is wrong, and where: a stack of ours would add nothing. */
function bundle(options) {
  return build(options).catch(() => process.exit(1));
}
