import { EXIT, type ExitCode } from '../core/exit-codes.ts';
import { expandHelp, scanArgv, type Intent } from './argv.ts';
import type { Closable, CommandEntry, CreateContext } from './command.ts';
import { reportFailure } from './failure.ts';
import { readGlobalOptions, type GlobalOptions } from './global-options.ts';
import { withColor, type Io } from './io.ts';
import { watchInterruptions } from './interruptions.ts';
import { createProgram, parseProgram } from './program.ts';
import { renderVersion } from './version.ts';

/**
 * Runs one command line to its exit code. It never throws: what a command throws is rendered here,
 * and what interrupts it (a signal, a closed pipe, a fault nobody caught) ends it here.
 */
export async function main<Context extends Closable>(
  argv: readonly string[],
  processIo: Io,
  registry: readonly CommandEntry<Context>[],
  createContext: CreateContext<Context>,
): Promise<ExitCode> {
  const intent = scanArgv(argv);
  const io = withColor(processIo, intent.color);
  const interruptions = watchInterruptions(io);
  const run = { argv, intent, io, registry, createContext, ended: interruptions.ended };
  // Timers of the library keep no process alive: a command that only waits for one would be over.
  const alive = setInterval(() => {}, LONG_MS);
  const code = await runCommand(run).catch((thrown: unknown) =>
    reportFailure(thrown, io, intent.json),
  );
  clearInterval(alive);
  interruptions.release(code);
  return code;
}

const LONG_MS = 2 ** 31 - 1;

interface Run<Context extends Closable> {
  readonly argv: readonly string[];
  readonly intent: Intent;
  readonly io: Io;
  readonly registry: readonly CommandEntry<Context>[];
  readonly createContext: CreateContext<Context>;
  readonly ended: Promise<ExitCode>;
}

async function runCommand<Context extends Closable>(run: Run<Context>): Promise<ExitCode> {
  const opened: Context[] = [];
  const open = async (options: GlobalOptions): Promise<Context> => {
    const context = await run.createContext(run.io, options);
    opened.push(context);
    return context;
  };
  try {
    const exitCode = await Promise.race([dispatch(run, open), run.ended]);
    // A closed pipe shows only once the output is on its way.
    return await Promise.race([run.io.stdout.flush().then(() => exitCode), run.ended]);
  } finally {
    await opened[0]?.close();
  }
}

async function dispatch<Context extends Closable>(
  { argv, intent, io, registry }: Run<Context>,
  open: (options: GlobalOptions) => Promise<Context>,
): Promise<ExitCode> {
  if (intent.version) {
    io.stdout.write(renderVersion(intent.json));
    return EXIT.ok;
  }
  let exitCode: ExitCode = EXIT.ok;
  const program = createProgram<Context>(io, registry, async (definition, command) => {
    const options = readGlobalOptions(program, io.env);
    exitCode =
      definition.runAlone === undefined
        ? await definition.run(command, await open(options))
        : await definition.runAlone(command, { io, options });
  });
  await parseProgram(program, expandHelp(argv));
  return exitCode;
}
