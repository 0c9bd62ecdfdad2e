import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { LlmgwError, messageOf } from '../src/core/errors.ts';
import { Secret } from '../src/core/secret.ts';
import type { FilesContext } from './local-context.ts';

/**
 * The key to ask a gateway with: `LLMGW_KEY`, else `LITELLM_MASTER_KEY`, else the one that `serve` has
 * made here. Null when there is none.
 */
export function gatewayKey(context: FilesContext): Secret | null {
  const { variables } = context.environment();
  const key = variables['LLMGW_KEY'] || variables['LITELLM_MASTER_KEY'] || keptKey(context.io.cwd);
  return key === '' ? null : new Secret(key);
}

function keptKey(cwd: string): string {
  const file = join(cwd, '.llmgw', 'master-key');
  if (!existsSync(file)) return '';
  try {
    return readFileSync(file, 'utf8').trim();
  } catch (cause) {
    throw new LlmgwError('E_IO', `cannot read the kept master key: ${messageOf(cause)}`, {
      where: file,
      hint: 'run as the user that runs `llmgw serve`, or set LLMGW_KEY',
      cause,
    });
  }
}
