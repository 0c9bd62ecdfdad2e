import { InvalidArgumentError, Option, type Command } from 'commander';
import type { CommandDefinition } from '../../src/cli/command.ts';
import { addExamples } from '../../src/cli/help.ts';
import type { MaskMode } from '../../src/config/render/mask-value.ts';
import type { UnresolvedPolicy } from '../../src/config/render/render-text.ts';
import { LlmgwError } from '../../src/core/errors.ts';
import type { CommandContext } from '../context.ts';
import type { RenderConfigOptions } from './render-options.ts';

interface Flags {
  readonly set: ReadonlyMap<string, string>;
  readonly unresolved: UnresolvedPolicy;
  readonly mode?: 'preserve' | 'canonical';
  readonly format: 'yaml' | 'json';
  readonly mask: MaskMode;
  readonly reveal?: boolean;
  readonly provenance: 'none' | 'comments' | 'json';
  readonly variables?: boolean;
  readonly hash?: boolean;
  readonly validate: boolean;
  readonly check?: boolean;
  readonly output?: string;
  readonly diff?: string;
  readonly text?: boolean;
  readonly url: URL;
  readonly exitCode?: boolean;
}

/** `llmgw render-config`. */
export const renderConfigCommand: CommandDefinition<CommandContext> = {
  configure(command) {
    command
      .argument('[file]', 'the configuration; none: the usual one of this folder')
      .option(
        '--set <path=value>',
        'a value that stands above all others (repeatable)',
        parseSet,
        new Map(),
      )
      .addOption(
        choice(
          '--unresolved <policy>',
          'variables that are not set',
          ['error', 'warn', 'keep', 'empty'],
          'error',
        ),
      )
      .addOption(
        new Option(
          '--mode <mode>',
          'preserve: every other byte stays; canonical: sorted, with includes',
        ).choices(['preserve', 'canonical']),
      )
      .addOption(choice('--format <format>', 'json is canonical', ['yaml', 'json'], 'yaml'))
      .addOption(
        choice('--mask <mode>', 'secrets; none needs --reveal', ['full', 'hash', 'none'], 'full'),
      )
      .option('--reveal', 'really write secrets')
      .addOption(
        choice(
          '--provenance <form>',
          'where each value came from',
          ['none', 'comments', 'json'],
          'none',
        ),
      )
      .option('--variables', 'list the variables the file refers to')
      .option('--hash', 'print a hash of what the file means')
      .option('--no-validate', 'do not check the result')
      .option('--check', 'compare with the file of --output, write nothing; 2 when it differs')
      .option('-o, --output <file>', 'write there instead of stdout, for its owner only')
      .option('--diff <target>', 'against `running`, another file, or a git reference')
      .option('--text', 'the difference as `diff -u` shows it, with what is around it')
      .option(
        '--url <url>',
        'of the running gateway; its master key is taken from LLMGW_KEY',
        parseUrl,
        new URL('http://127.0.0.1:4000'),
      )
      .option('--exit-code', 'a difference ends with 2');
    addExamples(command, [
      { command: 'llmgw render-config', what: 'the file as the gateway reads it, secrets hidden' },
      { command: 'llmgw render-config --variables', what: 'what has to be set, and whether it is' },
      {
        command: 'llmgw render-config --diff HEAD~1 --exit-code',
        what: 'what the last commit changed',
      },
    ]);
  },

  async run(command, context) {
    const { runRenderConfig } = await import('./render-config.run.ts');
    return runRenderConfig(readOptions(command, context), context);
  },
};

function choice<T extends string>(
  flags: string,
  what: string,
  words: readonly T[],
  usual: T,
): Option {
  return new Option(flags, what).choices(words).default(usual);
}

function readOptions(command: Command, context: CommandContext): RenderConfigOptions {
  const flags = command.opts<Flags>();
  checkCombination(flags, context);
  const canonical = flags.mode ?? (flags.format === 'json' ? 'canonical' : 'preserve');
  return {
    file: command.args[0] ?? context.options.config,
    set: flags.set,
    unresolved: flags.unresolved,
    mode: canonical,
    format: flags.format,
    mask: flags.mask,
    provenance: flags.provenance,
    variables: flags.variables === true,
    hash: flags.hash === true,
    validate: flags.validate,
    check: flags.check === true,
    output: flags.output ?? null,
    diff: flags.diff ?? null,
    text: flags.text === true,
    url: flags.url,
    exitCode: flags.exitCode === true,
  };
}

function checkCombination(flags: Flags, context: CommandContext): void {
  const { mask, output, mode, format, provenance } = flags;
  const [reveal, check] = [flags.reveal === true, flags.check === true];
  const rules: readonly (readonly [isWrong: boolean, message: string, hint: string])[] = [
    [
      mask === 'none' && !reveal,
      '--mask none writes every secret',
      'add --reveal if that is wanted',
    ],
    [reveal && mask !== 'none', '--reveal does nothing alone', 'it goes with --mask none'],
    [check && output === undefined, '--check compares with a file', 'name it with --output'],
    [
      mode === 'preserve' && format === 'json',
      'JSON cannot keep the bytes of YAML',
      'leave out --mode, or use --mode canonical',
    ],
    [
      provenance === 'comments' &&
        [mode, format].some((form) => form === 'canonical' || form === 'json'),
      'comments are added to the file as it is',
      'use --provenance json, or --mode preserve',
    ],
  ];
  const broken = rules.find(([isWrong]) => isWrong);
  if (broken !== undefined) throw new LlmgwError('E_USAGE', broken[1], { hint: broken[2] });
  if (mask === 'none' && output === undefined && context.io.env['CI']) {
    throw new LlmgwError('E_REFUSED', 'in a pipeline secrets would stand in its log', {
      where: '--reveal',
      hint: 'write them to a file with --output',
    });
  }
}

function parseSet(text: string, before: ReadonlyMap<string, string>): ReadonlyMap<string, string> {
  const at = text.indexOf('=');
  if (at < 1)
    throw new InvalidArgumentError('It must be PATH=VALUE, such as router_settings.num_retries=3.');
  return new Map([...before, [text.slice(0, at), text.slice(at + 1)]]);
}

function parseUrl(text: string): URL {
  const url = URL.canParse(text) ? new URL(text) : null;
  if (url !== null && /^https?:$/.test(url.protocol) && url.username === '' && url.password === '')
    return url;
  throw new LlmgwError(
    'E_USAGE',
    '--url is not an http:// or https:// address without credentials',
    {
      hint: 'give the address of a gateway, such as http://127.0.0.1:4000; its key goes into LLMGW_KEY',
    },
  );
}
