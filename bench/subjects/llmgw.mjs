import { spawnSync } from 'node:child_process';
import { existsSync, readdirSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

import { CLIENT_KEY, MODEL } from '../load/request.mjs';
import { launch } from '../processes/launch.mjs';

const ROOT = fileURLToPath(new URL('../../', import.meta.url));
const PROGRAM = fileURLToPath(new URL('../../dist/llmgw.js', import.meta.url));

/** This project's gateway as it ships: one OpenAI deployment, defaults for all else. */
export const llmgw = {
  name: 'llmgw',
  held: true,
  version: () => spawnSync(process.execPath, [PROGRAM, '--version']).stdout.toString().trim(),
  missing: () => (existsSync(PROGRAM) ? undefined : 'dist/llmgw.js: npm run build'),
  stale,
  request: { path: '/v1/chat/completions', headers: { authorization: `Bearer ${CLIENT_KEY}` } },
  start: ({ upstreamPort, port, dir, cores }) =>
    startLlmgw({ port, dir, cores, models: { [MODEL]: `http://127.0.0.1:${upstreamPort}/v1` } }),
};

/**
 * Starts `llmgw serve` with one OpenAI deployment a model; `models` maps names to base
 * URLs, `settings` is YAML for the other sections.
 */
export function startLlmgw({ port, dir, cores, models, settings = '', env = {} }) {
  const config = join(dir, 'config.yaml');
  writeFileSync(config, configuration(models) + settings);
  const listen = ['--port', String(port), '--host', '127.0.0.1'];
  return launch({
    name: 'llmgw',
    command: process.execPath,
    args: [PROGRAM, 'serve', '--config', config, ...listen],
    // The other subjects have no database either.
    env: { LITELLM_MASTER_KEY: CLIENT_KEY, LLMGW_DATABASE: 'off', ...env },
    dir,
    cores,
    port,
    readyPath: '/health/liveliness',
  });
}

function configuration(models) {
  const entries = Object.entries(models).map(
    ([name, base]) => `
  - model_name: ${name}
    litellm_params:
      model: openai/${name}
      api_base: ${base}
      api_key: sk-upstream-0000`,
  );
  return `model_list:${entries.join('')}\n`;
}

/** Numbers are filed under the commit of the sources, so the build must not be older than these. */
function stale() {
  const built = statSync(PROGRAM).mtimeMs;
  const newer = ['bin', 'commands', 'src']
    .flatMap((folder) => readdirSync(join(ROOT, folder), { recursive: true, withFileTypes: true }))
    .filter((entry) => entry.isFile())
    .find((entry) => statSync(join(entry.parentPath ?? entry.path, entry.name)).mtimeMs > built);
  return newer && `dist is older than ${newer.name}: npm run build`;
}
