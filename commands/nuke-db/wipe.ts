import { createFailpoints } from '../../src/core/failpoints.ts';
import { executeWipe } from '../../src/wipe/execute.ts';
import type { ExecuteInput } from '../../src/wipe/execute-types.ts';
import { cancelOnAbort } from '../../src/wipe/interrupted.ts';
import type { TokenSubject } from '../../src/wipe/token.ts';
import type { WipeResult } from '../../src/wipe/types.ts';
import { APPLICATION, type NukeTarget } from './open-target.ts';
import type { Run } from './run-parts.ts';

/** What was decided before the tables are locked. */
export interface Decided extends Pick<ExecuteInput, 'backup' | 'exactBackup' | 'actor'> {
  readonly subject: TokenSubject;
}

/** Lets the engine work on a connection of its own, which a signal can stop. */
export async function wipe(run: Run, target: NukeTarget, decided: Decided): Promise<WipeResult> {
  const { options, context, runId, log, signals } = run;
  const { lockTimeoutMs, statementTimeoutMs, countTimeoutMs, overrides, backup } = options;
  const bounds = {
    ...{ applicationName: APPLICATION, lockTimeoutMs },
    statementTimeoutMs: Math.max(statementTimeoutMs, countTimeoutMs),
    // An exact copy is made while this session holds the locks, and does nothing.
    idleTimeoutMs: backup.exact ? backup.timeoutMs : 60_000,
  };
  return target.database.session(async (session) => {
    cancelOnAbort(target.database, session, signals.signal);
    signals.onImpatience(() => session.sever());
    return executeWipe({
      ...{ database: target.database, session, clock: context.clock, runId },
      ...{ planned: decided.subject, log: log.write, signal: signals.signal },
      ...{ backup: decided.backup, exactBackup: decided.exactBackup, actor: decided.actor },
      limits: { lockTimeoutMs, statementTimeoutMs, countTimeoutMs },
      idleTimeoutMs: bounds.idleTimeoutMs,
      discardRows: overrides.backup ? null : (overrides.discardRows ?? 0),
      failpoint: createFailpoints(context.io.env, {
        kill: () => void process.kill(process.pid, 'SIGKILL'),
        drop: () => session.sever(),
      }),
    });
  }, bounds);
}
