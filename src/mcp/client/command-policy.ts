import { McpFault } from '../tool.ts';

/** Programs that LiteLLM lets a stdio server be started with. */
export const USUAL_COMMANDS: readonly string[] = [
  'npx',
  'uvx',
  'python',
  'python3',
  'node',
  'docker',
  'deno',
];

/** Programs that run whatever they are told to: never, whoever lists them. */
const SHELLS: ReadonlySet<string> = new Set(
  'sh bash zsh dash ksh fish ash csh tcsh cmd powershell pwsh env xargs sudo su doas busybox'.split(
    ' ',
  ),
);

/** What a server sees of our environment besides its own: what programs need to start at all. */
const PASSED_ON = [
  'HOME',
  'LANG',
  'LC_ALL',
  'LOGNAME',
  'PATH',
  'SHELL',
  'SSL_CERT_FILE',
  'TERM',
  'TMPDIR',
  'TZ',
  'USER',
] as const;

/**
 * Throws `refused` unless `command` is on the list as it is written: a path is only allowed when that very path
 * is listed, or a row could start any program that has a usual name.
 */
export function checkCommand(command: string, allowed: readonly string[]): void {
  const program = command
    .split(/[/\\]/)
    .at(-1)
    ?.toLowerCase()
    .replace(/\.(?:exe|cmd|bat)$/, '');
  if (SHELLS.has(program ?? '')) {
    throw new McpFault(
      'refused',
      `\`${shown(command)}\` runs whatever it is told to: no server is started with it`,
    );
  }
  if (allowed.includes(command)) return;
  throw new McpFault(
    'refused',
    `\`${shown(command)}\` is not one of the programs a server may be started with: ${allowed.join(', ')}`,
  );
}

/** LiteLLM's list and what the operator adds to it, with commas, in `LITELLM_MCP_STDIO_EXTRA_COMMANDS`. */
export function allowedCommands(
  environment: Readonly<Record<string, string | undefined>>,
): readonly string[] {
  const extra = (environment['LITELLM_MCP_STDIO_EXTRA_COMMANDS'] ?? '').split(',');
  return [...USUAL_COMMANDS, ...extra.map((word) => word.trim()).filter((word) => word !== '')];
}

/** The environment of a server: a few variables of ours, and its own. */
export function serverEnvironment(
  ours: Readonly<Record<string, string | undefined>>,
  own: Readonly<Record<string, string>>,
): Readonly<Record<string, string>> {
  const passed = PASSED_ON.flatMap((name) => {
    const value = ours[name];
    // A function that a shell has exported would be code.
    return value === undefined || value.startsWith('()') ? [] : [[name, value] as const];
  });
  return { ...Object.fromEntries(passed), ...own };
}

function shown(command: string): string {
  return command.replaceAll(/[^\x20-\x7e]/g, '?').slice(0, 80);
}
