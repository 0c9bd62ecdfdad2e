import { Option, type Command } from 'commander';
import { COLOR_MODES, type ColorMode } from './color.ts';
import type { Io } from './io.ts';

/** The options every command understands, before or after its name. */
export interface GlobalOptions {
  /** `--config` or LLMGW_CONFIG; null: the command looks in the usual places. */
  readonly config: string | null;
  /** dotenv files, later ones win. */
  readonly envFiles: readonly string[];
  readonly color: ColorMode;
  readonly quiet: boolean;
  /** How often `-v` was given. */
  readonly verbosity: number;
  readonly json: boolean;
}

interface Flags {
  readonly config?: string;
  readonly envFile?: readonly string[];
  readonly color: ColorMode;
  readonly quiet?: boolean;
  readonly verbose?: number;
  readonly json?: boolean;
}

/** Declares the shared options on the root program. */
export function addGlobalOptions(program: Command): Command {
  return program
    .option('-c, --config <file>', 'gateway configuration (env: LLMGW_CONFIG)')
    .option('--env-file <file>', 'read variables from a dotenv file (repeatable)', collect)
    .addOption(
      new Option('--color <when>', 'use colour').choices(COLOR_MODES).default('auto' as const),
    )
    .option('--json', 'one JSON document on stdout, errors as JSON on stderr')
    .option('-q, --quiet', 'results and errors only')
    .option('-v, --verbose', 'say more (repeatable)', increase)
    .option('-V, --version', 'print the version (with --json: and of what it runs on)');
}

/** The shared options as parsed; flags win over the environment. */
export function readGlobalOptions(program: Command, env: Io['env']): GlobalOptions {
  const flags = program.opts<Flags>();
  return {
    config: flags.config ?? (env['LLMGW_CONFIG'] || null),
    envFiles: flags.envFile ?? listOf(env['LLMGW_ENV_FILES']),
    color: flags.color,
    quiet: flags.quiet ?? false,
    verbosity: flags.verbose ?? 0,
    json: flags.json ?? false,
  };
}

function collect(value: string, previous: readonly string[] = []): readonly string[] {
  return [...previous, value];
}

function increase(_value: string, previous = 0): number {
  return previous + 1;
}

function listOf(value: string | undefined): readonly string[] {
  return (value ?? '').split(',').filter((item) => item !== '');
}
