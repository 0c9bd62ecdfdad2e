import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { build } from 'esbuild';

const root = dirname(dirname(dirname(fileURLToPath(import.meta.url))));

const ENTRY = `
export { startPostgres } from './test/support/postgres.ts';
export { createLitellmDatabase, openTestDatabase } from './test/support/litellm-database.ts';
export { migrate } from './src/db/migrate.ts';
export { answerQuestion } from './src/infra/query/answer-question.ts';
export { snapshot, store } from './test/support/infra-store.ts';
export { Secret } from './src/core/secret.ts';
export { SaltKey } from './src/crypto/salt-key.ts';
export { openValue, sealValue } from './src/crypto/open-value.ts';
export { jsonStrings, spliceStrings } from './src/crypto/splice.ts';
export { keyForm } from './src/security/secrets/key-forms.ts';
export { KEY_FORM_IDS, makeKey } from './src/security/secrets/make-key.ts';
`;

/** The servers and databases of the tests, for benchmarks that need a real PostgreSQL. */
export async function loadSupport() {
  const parent = join(root, 'node_modules', '.cache');
  mkdirSync(parent, { recursive: true });
  // Below node_modules, so that packages are found: they are not bundled.
  const folder = mkdtempSync(join(parent, 'llmgw-bench-'));
  const outfile = join(folder, 'support.mjs');
  try {
    await build({
      stdin: { contents: ENTRY, resolveDir: root, loader: 'ts' },
      outfile,
      bundle: true,
      packages: 'external',
      format: 'esm',
      platform: 'node',
      target: 'node20',
      logLevel: 'warning',
    });
    return await import(pathToFileURL(outfile).href);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
