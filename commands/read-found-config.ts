import type { GatewayConfig } from '../src/config/types.ts';
import type { FilesContext } from './local-context.ts';
import { findConfig } from './find-config.ts';
import { readGatewayConfig } from './read-gateway-config.ts';

/** The configuration of the working directory, or the one that was named. */
export interface FoundGatewayConfig {
  readonly file: string;
  readonly config: GatewayConfig;
}

const FORGIVING = { skipBroken: true, allowUnsetEnv: true };

/**
 * The configuration for commands that want to know a setting of it, not to serve it: what is wrong
 * elsewhere in the file does not matter. Null when there is no file, or nothing can be made of it.
 */
export function readFoundConfig(context: FilesContext): FoundGatewayConfig | null {
  const { file, origin } = findConfig(context.io.cwd, context.options.config);
  if (origin === 'built-in') return null;
  const { config } = readGatewayConfig(context, file, FORGIVING);
  return config === null ? null : { file, config };
}
