import type { ExitCode } from '../../src/core/exit-codes.ts';
import { EXIT } from '../../src/core/exit-codes.ts';
import { postJson, type PostResult } from '../../src/http/post-json.ts';
import type { CommandContext } from '../context.ts';

/** Tells a dead-man switch that a run began, and how it ended; whoever hears nothing raises the alarm. */
export interface DeadMan {
  start(): Promise<void>;
  /** `body` says why, without secrets. */
  end(code: ExitCode, body: unknown): Promise<void>;
  /** Why the switch could not be told, the last time; null: it was. Never a reason to fail. */
  failure(): string | null;
}

const TIMEOUT_MS = 5_000;
const MOST_BYTES = 65_536;
const MOST_BODY_CHARACTERS = 10_000;

/** The switch at `url`, in the manner of healthchecks.io: `/start`, nothing, `/fail`, each with `rid`. */
export function createDeadMan(context: CommandContext, url: URL | null, runId: string): DeadMan {
  let failure: string | null = null;
  const tell = async (suffix: string, body: unknown): Promise<void> => {
    if (url === null) return;
    const post = {
      url: addressOf(url, suffix, runId),
      body: (JSON.stringify(body) ?? '').slice(0, MOST_BODY_CHARACTERS),
    };
    const limits = { headers: [], timeoutMs: TIMEOUT_MS, maxBytes: MOST_BYTES };
    failure = failureOf(await postJson(context.upstream(), context.clock, { ...post, ...limits }));
  };
  return {
    start: async () => tell('/start', {}),
    end: async (code, body) => tell(code === EXIT.ok ? '' : '/fail', body),
    failure: () => failure,
  };
}

function addressOf(base: URL, suffix: string, runId: string): URL {
  const address = new URL(base);
  address.pathname = `${base.pathname.replace(/\/+$/, '')}${suffix}`;
  address.searchParams.set('rid', runId);
  return address;
}

function failureOf(result: PostResult): string | null {
  if (result.kind === 'fault') return result.message;
  return result.status < 300 ? null : `it answered with status ${result.status}`;
}
