import type { GatewayConfig } from '../../src/config/types.ts';
import type { Finding } from '../../src/diagnostics/finding.ts';
import type { KeyLookup } from '../../src/gateway/principal.ts';
import type { Runtime } from '../../src/gateway/runtime.ts';
import { mergeStored, type StoredPart } from '../../src/stored-models/merge.ts';
import type { BreakerRegistry } from '../../src/resilience/breaker/registry.ts';
import type { CommandContext } from '../context.ts';
import { connectRuntime } from '../load-runtime.ts';
import { isFatal, readGatewayConfig } from '../read-gateway-config.ts';
import { resolveMasterKey, type MasterKey } from './master-key.ts';
import type { ServeOptions } from './serve-options.ts';

/** A configuration that can be served, or what stands in its way. */
export interface LoadedGateway {
  readonly findings: readonly Finding[];
  /** Files to watch: main, includes, env files. */
  readonly files: readonly string[];
  /** null when a finding is critical. */
  readonly ready: { readonly runtime: Runtime; readonly masterKey: MasterKey } | null;
}

/** What loading needs besides the file. */
export interface LoadInput {
  readonly context: CommandContext;
  readonly options: ServeOptions;
  readonly file: string;
  readonly previous: Runtime | null;
  readonly breakers: BreakerRegistry;
  /** Where virtual keys are looked up. */
  readonly findKey: KeyLookup;
  /** What the database adds; null: nothing, or nothing yet. */
  readonly stored: StoredPart | null;
}

/**
 * From file to runtime: load, validate, master key, connect. Reads files, opens nothing. Throws
 * `E_MASTER_KEY`; everything wrong with the file itself is a finding.
 */
export function loadGateway(input: LoadInput): LoadedGateway {
  const { context, options, file, previous, breakers, findKey, stored } = input;
  const read = readGatewayConfig(context, file, options);
  const { files, environment } = read;
  if (read.config === null) return { findings: read.findings, files, ready: null };
  const { dev, host, skipBroken } = options;
  const { cwd } = context.io;
  const masterKey = resolveMasterKey({ config: read.config, dev, host, cwd });
  const own = withMasterKey(read.config, masterKey);
  const config = stored === null ? own : mergeStored(own, stored);
  const parts = { context, config, environment, previous, breakers, findKey, skipBroken };
  const { runtime, findings: unusable } = connectRuntime(parts);
  const findings = [...read.findings, ...unusable];
  return { findings, files, ready: isFatal(findings) ? null : { runtime, masterKey } };
}

function withMasterKey(config: GatewayConfig, { key }: MasterKey): GatewayConfig {
  return { ...config, general: { ...config.general, masterKey: key } };
}
