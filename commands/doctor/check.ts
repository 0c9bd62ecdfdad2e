import type { GatewayConfig } from '../../src/config/types.ts';
import type { CommandContext } from '../context.ts';
import type { StaticResult } from '../validate-file.ts';

/** The checks, in the order in which they are shown; those that call somebody stand last. */
export const CHECK_NAMES = [
  'program',
  'config',
  'files',
  'master-key',
  'salt-key',
  'disk',
  'redis',
  'postgres',
  'stored-secrets',
  'ingest-state',
  'maintenance',
  'mcp',
  'provider',
] as const;

/** One of `CHECK_NAMES`. */
export type CheckName = (typeof CHECK_NAMES)[number];

/** What came of a check. */
export interface CheckResult {
  readonly check: CheckName;
  /** `unreachable`: a service that is not there. `skipped`: there is nothing to look at. */
  readonly status: 'ok' | 'info' | 'warning' | 'critical' | 'unreachable' | 'skipped';
  /** In one line, without secrets. */
  readonly detail: string;
  /** The one command or edit that mends it. */
  readonly help?: string;
}

/** What the checks look at. */
export interface Patient {
  readonly context: CommandContext;
  /** The configuration's path. */
  readonly file: string;
  readonly isBuiltIn: boolean;
  readonly found: StaticResult;
  readonly config: GatewayConfig | null;
}
