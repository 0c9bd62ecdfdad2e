import { EXIT, type ExitCode } from '../../src/core/exit-codes.ts';
import type { Gateway } from '../../src/gateway/gateway.ts';
import type { HttpServer } from '../../src/http/server.ts';
import type { Logger } from '../../src/telemetry/logger.ts';
import type { CommandContext } from '../context.ts';

/** A running server and how long its open answers may take once it is asked to stop. */
export interface Running {
  readonly context: CommandContext;
  readonly gateway: Gateway;
  readonly server: HttpServer;
  readonly drainMs: number;
  readonly logger: Logger;
  /** Ends what would never end by itself. */
  readonly onDrain: () => void;
}

/** How long cut answers have to go out before their sockets are closed. */
const FAREWELL_MS = 500;

/** Waits for SIGTERM or SIGINT and drains; a second signal ends at once. */
export async function untilStopped(running: Running): Promise<ExitCode> {
  const { io } = running.context;
  let second: () => void = () => undefined;
  const impatient = new Promise<void>((resolve) => {
    second = resolve;
  });
  const code = await new Promise<ExitCode>((resolve) => {
    let asked = false;
    const onSignal = (exitCode: ExitCode) => () => {
      if (asked) second();
      asked = true;
      resolve(exitCode);
    };
    io.onSignal('SIGTERM', onSignal(EXIT.terminated));
    io.onSignal('SIGINT', onSignal(EXIT.interrupted));
  });
  await drain(running, impatient);
  return code;
}

/** Readiness off, no new connections; open answers finish, or are told that they cannot. */
async function drain(running: Running, impatient: Promise<void>): Promise<void> {
  const { context, gateway, server, drainMs, logger } = running;
  gateway.draining = true;
  const idle = server.drain();
  running.onDrain();
  logger.info({ open: server.active, limit_ms: drainMs }, 'draining');
  await Promise.race([idle, wait(context, drainMs), impatient]);
  if (server.active > 0) {
    logger.warn({ open: server.active }, 'ending answers that are not complete');
    gateway.watch.cutAll();
    await Promise.race([idle, wait(context, FAREWELL_MS)]);
  }
  server.destroy();
}

function wait({ clock }: CommandContext, ms: number): Promise<void> {
  return new Promise((resolve) => {
    clock.setTimer(ms, resolve);
  });
}
