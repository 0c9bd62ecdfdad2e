import type { Fact } from '../../src/infra/query/question.ts';

/** A fact of tests: a port that a gateway listens on. */
export function portFact(parts: Partial<Fact> = {}): Fact {
  return {
    ...{ id: 1, kind: 'port', host: 'gw-1', key: 'tcp/0.0.0.0/4000', name: '4000' },
    ...{
      collector: 'sockets',
      firstSeenMs: 0,
      sinceMs: 60_000,
      lastSeenMs: 120_000,
      lastStatus: 'ok',
    },
    body: {
      ...{ protocol: 'tcp', address: '0.0.0.0', port: 4000, process: 'node' },
      command: ['node', 'llmgw.js', 'serve'],
    },
    links: [{ outgoing: false, rel: 'listens', kind: 'process', key: 'node/x', name: 'node' }],
    samples: {},
    ...parts,
  };
}
