import { COLOR_MODES, type ColorMode } from './color.ts';

/** What has to be known before the command line is parsed, since parsing itself may fail. */
export interface Intent {
  readonly color: ColorMode;
  readonly json: boolean;
  readonly version: boolean;
}

/** Looks for the few flags that decide how everything else is said. Never fails. */
export function scanArgv(argv: readonly string[]): Intent {
  const flags = beforeTerminator(argv);
  return {
    color: colorOf(flags),
    json: flags.includes('--json'),
    version: flags.includes('--version') || flags.includes('-V'),
  };
}

/** `help serve` is `serve --help`: one way to load a command and to show its help. */
export function expandHelp(argv: readonly string[]): readonly string[] {
  const [first, ...rest] = argv;
  return first === 'help' ? [...rest, '--help'] : argv;
}

function beforeTerminator(argv: readonly string[]): readonly string[] {
  const end = argv.indexOf('--');
  return end === -1 ? argv : argv.slice(0, end);
}

function colorOf(flags: readonly string[]): ColorMode {
  const at = flags.findLastIndex((flag) => flag === '--color' || flag.startsWith('--color='));
  const flag = flags[at] ?? '';
  const value = flag.includes('=') ? flag.slice(flag.indexOf('=') + 1) : flags[at + 1];
  return at === -1 ? 'auto' : (COLOR_MODES.find((mode) => mode === value) ?? 'auto');
}
