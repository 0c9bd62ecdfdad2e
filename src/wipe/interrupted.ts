import type { Database, Session } from '../db/database.ts';
import { cancelStatement } from '../db/queries/wipe-read-signs.ts';

/** Somebody has asked us to stop, and nothing was changed. */
class Interrupted extends Error {
  constructor() {
    super('interrupted');
    this.name = 'Interrupted';
  }
}

/** Throws `Interrupted` once the signal has come. */
export function refuseInterrupted(signal: AbortSignal): void {
  if (signal.aborted) throw new Interrupted();
}

/** Lets the signal stop the statement that runs on a session, so that it can be rolled back. */
export function cancelOnAbort(database: Database, session: Session, signal: AbortSignal): void {
  const cancel = (): void => {
    cancelStatement(database, session.processId).catch(() => session.sever());
  };
  if (signal.aborted) cancel();
  else signal.addEventListener('abort', cancel, { once: true });
}
