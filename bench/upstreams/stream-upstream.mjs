import { fileURLToPath } from 'node:url';

import { freePort, launch, temporaryFolder } from '../processes/launch.mjs';
import { placement } from '../processes/placement.mjs';

const SERVER = fileURLToPath(new URL('stream-server.mjs', import.meta.url));

/** Events of one streamed answer beside its tokens: the finish reason and [DONE]. */
export const CLOSING_EVENTS = 2;

/**
 * The provider that streams: every POST gets `tokens` events, the first at once, the others
 * `intervalMs` apart. A process of its own, because nginx cannot pace a stream.
 */
export async function startStreamUpstream({ tokens, intervalMs }) {
  const port = await freePort();
  return launch({
    name: 'stream-upstream',
    command: process.execPath,
    args: [SERVER, String(port), String(tokens), String(intervalMs)],
    dir: temporaryFolder('stream-upstream'),
    cores: placement.tools,
    port,
    readyPath: '/ready',
  });
}
