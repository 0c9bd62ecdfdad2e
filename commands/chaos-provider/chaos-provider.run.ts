import { OTHER_MODELS, REFEREE_FAULTS, type Fault } from '../../src/chaos/faults.ts';
import { startChaosProvider, type ChaosProvider } from '../../src/chaos/server.ts';
import { LlmgwError, messageOf } from '../../src/core/errors.ts';
import { codeOf } from '../../src/core/service-fault.ts';
import { EXIT, type ExitCode } from '../../src/core/exit-codes.ts';
import type { CommandContext } from '../context.ts';

/** What the command line says. */
export interface ChaosProviderOptions {
  readonly host: string;
  readonly port: number;
  readonly speed: number;
  /** Only show what there is. */
  readonly list: boolean;
}

/** Plays a provider that misbehaves, until a signal ends it: 130 or 143. */
export async function runChaosProvider(
  options: ChaosProviderOptions,
  context: CommandContext,
): Promise<ExitCode> {
  const { io } = context;
  if (options.list) {
    io.stdout.write(context.options.json ? listAsJson() : listAsText());
    return EXIT.ok;
  }
  const provider = await start(options, context);
  announce(provider, context);
  const code = await new Promise<ExitCode>((resolve) => {
    io.onSignal('SIGTERM', () => resolve(EXIT.terminated));
    io.onSignal('SIGINT', () => resolve(EXIT.interrupted));
  });
  await provider.close();
  return code;
}

async function start(
  { host, port, speed }: ChaosProviderOptions,
  { clock }: CommandContext,
): Promise<ChaosProvider> {
  try {
    return await startChaosProvider({ host, port, speed, clock });
  } catch (cause) {
    const isTaken = codeOf(cause) === 'EADDRINUSE';
    const message = isTaken
      ? `port ${port} on ${host} is taken`
      : `cannot listen: ${messageOf(cause)}`;
    throw new LlmgwError(isTaken ? 'E_ADDRESS_IN_USE' : 'E_LISTEN', message, {
      where: `${host}:${port}`,
      hint: 'choose another address with --host or --port; --port 0 takes any free one',
      cause,
    });
  }
}

function announce({ origin }: ChaosProvider, { io, options }: CommandContext): void {
  if (options.json) {
    io.stdout.write(`${JSON.stringify({ schema: 'llmgw.chaos-provider/v1', url: origin })}\n`);
    return;
  }
  io.stderr.write(`${snippet(origin)}\nChaos provider ready at ${origin}. Ctrl-C ends it.\n`);
}

/** What to put into the file of a gateway that is to be tried. */
function snippet(origin: string): string {
  return `model_list:
  - model_name: primary
    litellm_params: { model: openai/s08, api_base: ${origin}/v1, api_key: chaos }
  - model_name: backup
    litellm_params: { model: openai/healthy, api_base: ${origin}/v1, api_key: chaos }
router_settings:
  fallbacks: [{ primary: [backup] }]
`;
}

function listAsText(): string {
  const width = Math.max(
    ...[...REFEREE_FAULTS, ...OTHER_MODELS].map((fault) => name(fault).length),
  );
  const row = (fault: Fault): string =>
    `${name(fault).padEnd(width)}  ${fault.does}\n${' '.repeat(width)}  -> ${fault.passes}\n`;
  const tail = 'What follows @ begins the counts of a model anew: s01@monday.\n';
  return [...REFEREE_FAULTS, ...OTHER_MODELS].map(row).join('') + tail;
}

function name({ id, alias }: Fault): string {
  return id === alias ? id : `${id}, ${alias}`;
}

function listAsJson(): string {
  const faults = [...REFEREE_FAULTS, ...OTHER_MODELS].map(({ id, alias, does, passes }) => ({
    model: id,
    alias,
    does,
    passes,
  }));
  return `${JSON.stringify({ schema: 'llmgw.chaos-provider-faults/v1', faults })}\n`;
}
