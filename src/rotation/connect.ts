import { findLitellmSessions, readRotationServer } from '../db/queries/rotation-read-server.ts';
import { Stopped } from './stopped.ts';
import type { DatabaseIdentity, LiveSession, RotationInput } from './types.ts';
import { hasSameKey } from './value-policy.ts';

/** Whom a run talks to. */
export interface Connection {
  readonly database: DatabaseIdentity;
  /** Something between us and the server hands out backends as it likes. */
  readonly pooled: boolean;
  readonly liveSessions: readonly LiveSession[];
}

/** Finds out who answers. */
export async function meetServer({ session, schema }: RotationInput): Promise<Connection> {
  const server = await readRotationServer(session);
  if (server.standby) {
    throw new Stopped({
      outcome: 'refused',
      message: 'this server is a standby: it follows another one and takes no writes',
      next: ['connect to the primary server'],
    });
  }
  return {
    database: {
      name: server.database,
      host: server.host,
      serverVersion: server.version,
      systemIdentifier: server.systemIdentifier,
      schema,
    },
    pooled: server.pid !== session.processId,
    liveSessions: await findLitellmSessions(session, schema),
  };
}

/** Throws `Stopped` when the keys cannot be meant. */
export function refuseKeys({ keys }: RotationInput): void {
  if (keys.next === null) {
    throw new Stopped({
      outcome: 'refused',
      message: 'there is no new key',
      next: ['name it with --new-key-env, --new-key-file or LLMGW_NEW_SALT_KEY'],
    });
  }
  if (hasSameKey(keys)) {
    throw new Stopped({
      outcome: 'refused',
      message: 'the new key is an old one: nothing would change',
      next: ['make a new key: `openssl rand -base64 32`'],
    });
  }
}

/** Throws `Stopped` when this mode cannot be had here, or would break what is running. */
export function refuseMode({ options }: RotationInput, { pooled, liveSessions }: Connection): void {
  if (options.mode === 'online') refuseOnline(options.acceptMixedState, pooled);
  if (liveSessions.length > 0 && !options.allowLiveLitellm) {
    const who = liveSessions.map(({ pid, application }) => `${application} (pid ${pid})`);
    throw new Stopped({
      outcome: 'refused',
      message: `LiteLLM is connected: ${who.join(', ')}; it reads with one key, and would write with the old one`,
      next: [
        'stop the proxies, or go on all the same with --allow-live-litellm and restart them at once',
      ],
    });
  }
}

function refuseOnline(acceptMixedState: boolean, pooled: boolean): void {
  if (pooled) {
    throw new Stopped({
      outcome: 'refused',
      message:
        'a pooler stands between: the lock of online mode would stay behind on its connection',
      next: ['set DIRECT_URL to the server itself, or use --mode atomic'],
    });
  }
  if (!acceptMixedState) {
    throw new Stopped({
      outcome: 'refused',
      message: 'in online mode both keys are in use for a while, and LiteLLM reads with one only',
      next: ['make sure that every reader has both keys, then add --i-accept-mixed-state'],
    });
  }
}
