/** No proxy at all: the client talks to the upstream. What latency is added to, and the ceiling. */
export const direct = {
  name: 'direct',
  version: () => 'no proxy',
  missing: () => undefined,
  request: { path: '/v1/chat/completions', headers: {} },
  start: async ({ upstreamPort }) => ({
    pids: [],
    port: upstreamPort,
    readyMs: 0,
    stop: async () => undefined,
  }),
};
