import { SSEClientTransport, StreamableHTTPClientTransport } from '@modelcontextprotocol/client';
import { createGuardedFetch } from '../../http/guarded-fetch.ts';
import type { McpServerDefinition } from '../server-definition.ts';
import { headersFor, withoutUserinfo } from './auth-headers.ts';
import type { OpenTransport, TransportOptions } from './open-program.ts';
import { toFault } from './to-fault.ts';

/** Makes the way to an address, with the headers it wants. Throws `McpFault`. */
export async function openAddress(
  definition: McpServerDefinition,
  kind: 'http' | 'sse',
  options: TransportOptions,
): Promise<OpenTransport> {
  if (definition.transport.kind === 'stdio') throw new TypeError('a program has no address');
  const { connectTimeoutMs, clock } = options;
  const guarded = createGuardedFetch({ connectTimeoutMs });
  const limit = new AbortController();
  const timer = clock.setTimer(connectTimeoutMs, () => limit.abort());
  const gone = (): void => limit.abort();
  options.signal?.addEventListener('abort', gone, { once: true });
  const close = (): Promise<void> => guarded.close();
  try {
    const headers = await headersFor(definition, {
      passedHeaders: options.passedHeaders ?? {},
      fetch: guarded.fetch,
      signal: limit.signal,
    });
    const parts = { requestInit: { headers }, fetch: guarded.fetch };
    const url = withoutUserinfo(definition.transport.url);
    const transport =
      kind === 'http'
        ? new StreamableHTTPClientTransport(url, parts)
        : new SSEClientTransport(url, parts);
    return { kind, transport, close, ending: () => null };
  } catch (thrown) {
    await close();
    throw toFault(thrown, { ending: null, isAborted: options.signal?.aborted === true });
  } finally {
    timer.cancel();
    options.signal?.removeEventListener('abort', gone);
  }
}
