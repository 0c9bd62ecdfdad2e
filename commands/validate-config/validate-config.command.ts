import { InvalidArgumentError, Option, type Command } from 'commander';
import type { CommandDefinition } from '../../src/cli/command.ts';
import { addExamples } from '../../src/cli/help.ts';
import type { ExitCode } from '../../src/core/exit-codes.ts';
import { LlmgwError } from '../../src/core/errors.ts';
import { suggest } from '../../src/core/suggest.ts';
import { REPORT_FORMATS, type ReportFormat } from '../../src/diagnostics/report.ts';
import type { CommandContext } from '../context.ts';
import { LocalContext, type FilesContext } from '../local-context.ts';
import { LAYERS, type Layer } from '../validation-layers.ts';
import type { ValidateOptions } from './validate-options.ts';

interface Flags {
  readonly offline?: boolean;
  readonly connect: boolean;
  readonly strict?: boolean;
  readonly only: readonly Layer[];
  readonly skip: readonly string[];
  readonly format?: ReportFormat;
  readonly watch?: boolean;
  readonly schema?: boolean;
  readonly envOnly?: boolean;
  readonly probeKeys?: boolean;
}

/** `llmgw validate-config`. */
export const validateConfigCommand: CommandDefinition<CommandContext> = {
  configure(command) {
    command
      .argument('[files...]', 'configurations; none: the usual one of this folder')
      .option('--offline', 'call nobody: no Redis, no PostgreSQL, no provider')
      .option('--no-connect', 'the same')
      .option('--strict', 'warnings fail it too, with exit code 2')
      .option('--only <layers>', `of ${LAYERS.join(', ')}, with commas`, parseLayers, [])
      .option('--skip <codes>', 'leave out findings with these codes or names', collect, [])
      .option('--env-only', 'only what concerns variables')
      .option('--probe-keys', 'ask each provider for its list of models, with your keys')
      .option('--schema', 'print the JSON Schema of the file, for editors')
      .option('--watch', 'again with every change, until Ctrl-C')
      .addOption(new Option('--format <format>', 'of the report').choices(REPORT_FORMATS));
    addExamples(command, [
      { command: 'llmgw validate-config', what: 'everything that is wrong with ./config.yaml' },
      {
        command: 'llmgw validate-config --offline --strict staging.yaml',
        what: 'in a pipeline: no network, and warnings count',
      },
      {
        command: 'llmgw validate-config --schema > llmgw.config.schema.json',
        what: 'what yaml-language-server completes and underlines with',
      },
    ]);
  },

  run: validate,

  async runAlone(command, host) {
    const context = new LocalContext(host);
    try {
      return await validate(command, context);
    } finally {
      await context.close();
    }
  },
};

async function validate(command: Command, context: FilesContext): Promise<ExitCode> {
  const { runValidateConfig } = await import('./validate-config.run.ts');
  return runValidateConfig(readOptions(command, context), context);
}

function readOptions(command: Command, context: FilesContext): ValidateOptions {
  const flags = command.opts<Flags>();
  const named = context.options.config === null ? [] : [context.options.config];
  if (flags.watch === true && (flags.format !== undefined || context.options.json)) {
    throw new LlmgwError('E_USAGE', '--watch is for people: it goes with text only', {
      hint: 'leave out --json and --format',
    });
  }
  return {
    files: command.args.length > 0 ? command.args : named,
    offline: flags.offline === true || !flags.connect,
    strict: flags.strict === true,
    layers: flags.only,
    skipCodes: flags.skip,
    format: flags.format ?? (context.options.json ? 'json' : 'text'),
    watch: flags.watch === true,
    schema: flags.schema === true,
    envOnly: flags.envOnly === true,
    probeKeys: flags.probeKeys === true,
  };
}

function parseLayers(text: string, before: readonly Layer[]): readonly Layer[] {
  const layers = text.split(',').map((word) => word.trim());
  const known: readonly string[] = LAYERS;
  const wrong = layers.find((layer) => !known.includes(layer));
  if (wrong !== undefined) {
    const meant = suggest(wrong, LAYERS);
    const hint = meant === null ? '' : ` Did you mean ${meant}?`;
    throw new InvalidArgumentError(`The layers are ${LAYERS.join(', ')}.${hint}`);
  }
  return [...before, ...LAYERS.filter((layer) => layers.includes(layer))];
}

function collect(text: string, before: readonly string[]): readonly string[] {
  return [...before, ...text.split(',').map((word) => word.trim())];
}
