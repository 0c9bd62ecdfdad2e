import { LlmgwError, messageOf, type ErrorCode } from '../../src/core/errors.ts';
import { codeOf } from '../../src/core/service-fault.ts';
import type { HttpServer, ListenAddress } from '../../src/http/server.ts';
import type { ServeOptions } from './serve-options.ts';

/** Listens, or explains why it cannot and what to do. */
export async function listen(server: HttpServer, options: ServeOptions): Promise<ListenAddress> {
  try {
    return await server.listen(options.host, options.port);
  } catch (cause) {
    throw explain(cause, options);
  }
}

function explain(cause: unknown, { host, port }: ServeOptions): LlmgwError {
  const code = codeOf(cause);
  const where = `${host}:${port}`;
  if (code === 'EADDRINUSE') {
    return new LlmgwError('E_ADDRESS_IN_USE', `port ${port} on ${host} is taken`, {
      where,
      hint: `see who has it with \`lsof -nP -iTCP:${port} -sTCP:LISTEN\`, or choose another: --port 0 takes any free one`,
      cause,
    });
  }
  const hints: Readonly<Record<string, string>> = {
    EACCES: 'ports below 1024 need a privilege: choose a higher one',
    EADDRNOTAVAIL: 'this machine has no such address: try --host 127.0.0.1 or --host 0.0.0.0',
    ENOTFOUND: 'the host name does not resolve: try --host 127.0.0.1',
  };
  const error: ErrorCode = 'E_LISTEN';
  const hint = hints[code] ?? 'check --host and --port';
  return new LlmgwError(error, `cannot listen: ${messageOf(cause)}`, { where, hint, cause });
}
