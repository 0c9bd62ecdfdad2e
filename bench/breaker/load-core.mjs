import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { build } from 'esbuild';

const root = dirname(dirname(dirname(fileURLToPath(import.meta.url))));

const ENTRY = `
export { Breaker } from './src/resilience/breaker/breaker.ts';
export { MemoryStore } from './src/resilience/breaker/memory-store.ts';
export { DEFAULT_BREAKER_SETTINGS } from './src/resilience/breaker/settings.ts';
export { systemClock } from './src/core/clock.ts';
`;

/** Our breaker as it ships: bundled from its sources with the settings of the build. */
export async function loadCore() {
  const folder = mkdtempSync(join(tmpdir(), 'llmgw-breaker-'));
  const outfile = join(folder, 'core.mjs');
  try {
    await build({
      stdin: { contents: ENTRY, resolveDir: root, loader: 'ts' },
      outfile,
      bundle: true,
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
