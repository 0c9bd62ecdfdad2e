import { join } from 'node:path';
import { systemClock } from '../../src/core/clock.ts';
import { Secret } from '../../src/core/secret.ts';
import { openDatabase } from '../../src/db/connect.ts';
import { SpendWriter } from '../../src/spend/spend-writer.ts';
import { createLogger } from '../../src/telemetry/logger.ts';
import { spendEvent } from './spend-events.ts';

// A program for tests: it writes spend until somebody kills it, and says of each event that it will
// not be lost. Arguments: the URL of the database, the folder of the spool, a name for its ids.

const [url = '', dir = '', name = ''] = process.argv.slice(2);
const logger = await createLogger({
  level: 'silent',
  pretty: false,
  stream: { write: () => {} },
});
const writer = new SpendWriter({
  database: openDatabase(new Secret(url)),
  ...{ clock: systemClock, logger, spool: { dir: join(dir) }, flushAtEvents: 20, maxBatch: 50 },
});
writer.start();

let count = 0;
function addSome(): void {
  const ids = Array.from({ length: 10 }, () => `${name}-${(count += 1)}`);
  for (const requestId of ids) writer.add(spendEvent({ requestId }));
  // A turn later they are in the spool.
  setImmediate(() => {
    setImmediate(() => {
      process.stdout.write(`${ids.join('\n')}\n`);
      setTimeout(addSome, 1);
    });
  });
}
addSome();
