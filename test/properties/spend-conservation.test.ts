import { afterAll, beforeAll, expect, test } from '@jest/globals';
import fc from 'fast-check';
import type { SpendEvent } from '../../src/spend/spend-event.ts';
import { SpendWriter } from '../../src/spend/spend-writer.ts';
import { captureLogger } from '../support/captured-logger.ts';
import { FaultyDatabase, type TransactionFault } from '../support/faulty-database.ts';
import { createLitellmDatabase, openTestDatabase } from '../support/litellm-database.ts';
import { startPostgres, type TestPostgres } from '../support/postgres.ts';
import { makeTempDir, removeTempDir } from '../support/server-process.ts';
import { createCaller, everywhere, readSpend } from '../support/spend-database.ts';
import { spendEvent } from '../support/spend-events.ts';
import { VirtualClock } from '../support/virtual-clock.ts';

// Whatever goes wrong between a call and the database: every sum that shows its spend is the same,
// and it is that of the distinct calls that went well.

let server: TestPostgres;
beforeAll(async () => {
  server = await startPostgres();
}, 30_000);
afterAll(async () => server.stop());

/** Ids come again, and stand for the same call then. Sums of the costs are exact. */
const EVENT = fc.nat(60).map((id) =>
  spendEvent({
    requestId: `request-${id}`,
    costUsd: ((id * 7) % 50) / 64,
    status: id % 5 === 0 ? 'failure' : 'success',
    errorCode: id % 5 === 0 ? 'timeout' : null,
    model: `model-${id % 3}`,
  }),
);

const FAULT: fc.Arbitrary<TransactionFault> = fc.oneof(
  { weight: 2, arbitrary: fc.constant({ kind: 'none' as const }) },
  { weight: 2, arbitrary: fc.constant({ kind: 'lost-commit' as const }) },
  { weight: 3, arbitrary: fc.nat(17).map((index) => ({ kind: 'statement' as const, index })) },
);

/** A process between its start and its end. */
const LIFE = fc.record({
  batches: fc.array(fc.array(EVENT, { maxLength: 12 }), { maxLength: 3 }),
  faults: fc.array(FAULT, { maxLength: 5 }),
  durable: fc.boolean(),
});

interface Life {
  readonly batches: readonly (readonly SpendEvent[])[];
  readonly faults: readonly TransactionFault[];
  readonly durable: boolean;
}

async function addAll(writer: SpendWriter, batches: Life['batches']): Promise<void> {
  for (const batch of batches) {
    for (const event of batch) writer.add(event);
    await writer.flush();
  }
}

function billed(lives: readonly Life[]): number {
  const events = lives.flatMap(({ batches }) => batches.flat());
  const byId = new Map(events.map((event) => [event.requestId, event]));
  const went = [...byId.values()].filter(({ status }) => status === 'success');
  return went.reduce((sum, { costUsd }) => sum + costUsd, 0);
}

test('spend is conserved through failures of every statement and lost answers', async () => {
  const { logger } = await captureLogger();
  await fc.assert(
    fc.asyncProperty(fc.array(LIFE, { minLength: 1, maxLength: 3 }), async (lives) => {
      const database = openTestDatabase(await createLitellmDatabase(server));
      const dir = makeTempDir('llmgw-spool-');
      const clock = new VirtualClock();
      const open = (faults: readonly TransactionFault[], durable: boolean): SpendWriter =>
        new SpendWriter({
          database: new FaultyDatabase(database, faults),
          ...{ clock, logger, durable, spool: { dir, syncEveryMs: null }, maxBatch: 5 },
        });
      try {
        await createCaller(database);
        for (const { batches, faults, durable } of lives) {
          const writer = open(faults, durable);
          await addAll(writer, batches);
          await writer.close();
        }
        const last = open([], true);
        await last.flush();
        expect(last.counters).toMatchObject({ pending: 0, dropped: 0, rejected: 0 });
        await last.close();
        expect(await readSpend(database)).toEqual(everywhere(billed(lives)));
      } finally {
        await database.close();
        removeTempDir(dir);
      }
    }),
    { numRuns: 25 },
  );
}, 120_000);
