import {
  answer,
  during,
  fail,
  first,
  hangUpAfter,
  healthy,
  silence,
  type Behaviour,
} from './behaviours.ts';
import { endlessLine, firehose, hugeHeaders, staleSocket, wrongLength } from './wire-faults.ts';

/** One fault of the provider, chosen by the name of the model. */
export interface Fault {
  /** The model to ask for. */
  readonly id: string;
  /** A name that says what it is; the model too. */
  readonly alias: string;
  /** What the provider does. */
  readonly does: string;
  /** What a correct gateway makes of it. */
  readonly passes: string;
  readonly behave: Behaviour;
}

const OVERLOADED = fail(503, { message: 'The server is overloaded.', code: 'overloaded' });
const REJECTED = {
  message: 'Your request was rejected as a result of our safety system.',
  type: 'invalid_request_error',
  code: 'content_policy_violation',
};
const TOO_LONG = {
  message: "This model's maximum context length is 8192 tokens.",
  type: 'invalid_request_error',
  code: 'context_length_exceeded',
};
const LIMITED = { message: 'Rate limit reached.', type: 'requests', code: 'rate_limit_exceeded' };
const BAD_KEY = {
  message: 'Incorrect API key provided.',
  type: 'invalid_request_error',
  code: 'invalid_api_key',
};
const NO_CREDIT = {
  message: 'You exceeded your current quota.',
  type: 'insufficient_quota',
  code: 'insufficient_quota',
};
const DIES_AT_40: Behaviour = answer({ cut: { after: 40, how: (call) => call.hangUp('close') } });

/** The sixteen faults of the referee. */
export const REFEREE_FAULTS: readonly Fault[] = [
  {
    id: 's01',
    alias: 'rate-limit-once',
    does: 'first 429 with Retry-After: 2, then healthy',
    passes: 'a second attempt, no sooner than 1.8 s later',
    behave: first(1, fail(429, { ...LIMITED, retryAfterS: 2 })),
  },
  {
    id: 's02',
    alias: 'rate-limit-always',
    does: '429 without Retry-After, always',
    passes: 'at most 4 attempts in 3 s and 6 in all, then the fallback',
    behave: fail(429, LIMITED),
  },
  {
    id: 's03',
    alias: 'error-once',
    does: '500 once, then healthy',
    passes: 'one retry on the same model, which answers',
    behave: first(1, fail(500, { message: 'Internal error.' })),
  },
  {
    id: 's04',
    alias: 'unavailable',
    does: '503 always',
    passes: 'at most 6 attempts, then the fallback',
    behave: OVERLOADED,
  },
  {
    id: 's05',
    alias: 'reset-once',
    does: 'the connection is reset before any byte, once',
    passes: 'retried or failed over',
    behave: first(1, (call) => call.hangUp('reset')),
  },
  {
    id: 's06',
    alias: 'silent',
    does: 'takes the call and never answers (120 s)',
    passes: 'failed over without a second attempt, in under 100 s',
    behave: silence(120_000),
  },
  {
    id: 's07',
    alias: 'late-first-token',
    does: 'headers at once, the first token after 20 s',
    passes: 'complete in under 15 s',
    behave: answer({ firstTokenMs: 20_000 }),
  },
  {
    id: 's08',
    alias: 'dies-mid-stream',
    does: 'the stream dies after 40 of 60 tokens',
    passes: 'the complete answer, spliced',
    behave: DIES_AT_40,
  },
  {
    id: 's09',
    alias: 'stalls-mid-stream',
    does: '20 tokens, 30 s of silence, then closed',
    passes: 'the complete answer in under 45 s',
    behave: answer({ cut: { after: 20, how: hangUpAfter(30_000) } }),
  },
  {
    id: 's10',
    alias: 'garbage-event',
    does: 'the tenth event is not valid JSON, the rest is as usual',
    passes: 'that event is dropped, everything else arrives',
    behave: answer({ garbage: { at: 10, text: 'data: {"id":"broken","choices":[{"del\n\n' } }),
  },
  {
    id: 's11',
    alias: 'without-done',
    does: 'a complete stream without data: [DONE]',
    passes: 'finished at once, [DONE] supplied, usage present',
    behave: answer({ withoutDone: true }),
  },
  {
    id: 's12',
    alias: 'context-too-long',
    does: '400 context_length_exceeded',
    passes: 'exactly one attempt, then the fallback answers',
    behave: fail(400, TOO_LONG),
  },
  {
    id: 's13',
    alias: 'content-policy',
    does: '400 content_policy_violation',
    passes: "exactly one attempt, not routed around, the provider's reason reaches the caller",
    behave: fail(400, REJECTED),
  },
  {
    id: 's14',
    alias: 'dies-before-strict-fallback',
    does: 'as s08; its fallback refuses a prefilled answer (model no-prefill)',
    passes: 'the complete answer; the 400 stays unseen',
    behave: DIES_AT_40,
  },
  {
    id: 's15',
    alias: 'outage',
    does: '503 for 60 s, then healthy',
    passes: 'all calls served; used again within 30 s; few attempts during the outage',
    behave: during(60_000, OVERLOADED),
  },
  {
    id: 's16',
    alias: 'unavailable-billed',
    does: '503 always',
    passes: "the answer's model and usage are the fallback's",
    behave: OVERLOADED,
  },
];

/** Models that answer, and faults that no referee plays. */
export const OTHER_MODELS: readonly Fault[] = [
  {
    id: 'healthy',
    alias: 'fallback',
    does: 'sixty words at 15 ms a token; goes on behind an assistant message',
    passes: 'the answer',
    behave: healthy,
  },
  {
    id: 'no-prefill',
    alias: 'strict',
    does: 'as healthy, but 400 when the last message is the assistant’s',
    passes: 'the answer',
    behave: (call) =>
      call.prefix === null
        ? healthy(call)
        : fail(400, {
            message: 'This model does not support assistant message prefill.',
            type: 'invalid_request_error',
          })(call),
  },
  other('html', '200 with a web page', 'a failure of the upstream', (call) =>
    call.send(200, '<!doctype html><title>Welcome</title><h1>It works</h1>'),
  ),
  other('error-in-200', '200 with an error object', 'a failure of the upstream', (call) =>
    call.send(200, { error: { message: 'The engine is overloaded.', type: 'server_error' } }),
  ),
  other('empty', '200 with nothing', 'a failure of the upstream', (call) => call.send(200, '')),
  other('too-short', 'a body shorter than its Content-Length', 'a failure', wrongLength(20)),
  other('too-long', 'a body longer than its Content-Length', 'a failure', wrongLength(-20)),
  other('endless-line', 'a stream of 1 MiB without a line end', 'bounded, 502', endlessLine),
  other('huge-headers', 'headers of 64 KiB', 'bounded, 502', hugeHeaders),
  other('stale', 'resets every used connection', 'one free retry', staleSocket(healthy)),
  other('unauthorized', '401', 'not retried, quarantined', fail(401, BAD_KEY)),
  other('forbidden', '403', 'not retried, quarantined', fail(403, { message: 'Forbidden.' })),
  other('no-credit', '429 insufficient_quota', 'quarantined, no back-off', fail(429, NO_CREDIT)),
  other(
    'gone',
    '404 model_not_found',
    'quarantined',
    fail(404, {
      message: 'The model does not exist.',
      code: 'model_not_found',
    }),
  ),
  other(
    'reset-mid-stream',
    'the connection is reset after 40 of 60 tokens',
    'the complete answer, spliced',
    answer({ cut: { after: 40, how: (call) => call.hangUp('reset') } }),
  ),
  other(
    'trickle',
    'events in pieces of seven characters',
    'the complete answer',
    answer({ pieceLength: 7 }),
  ),
  other(
    'stalls',
    '20 tokens, then nothing',
    'ended by the idle limit',
    answer({
      cut: { after: 20, how: (call) => call.untilGone() },
    }),
  ),
  other('firehose', 'tokens without end', 'no faster than the client reads', firehose),
];

function other(id: string, does: string, passes: string, behave: Behaviour): Fault {
  return { id, alias: id, does, passes, behave };
}

const BY_NAME = new Map(
  [...REFEREE_FAULTS, ...OTHER_MODELS].flatMap((fault) => [
    [fault.id, fault] as const,
    [fault.alias, fault] as const,
  ]),
);

/** The fault of a model name; what follows `@` only begins its counts anew. Null for other names. */
export function findFault(model: string): Fault | null {
  return BY_NAME.get(model.split('@')[0] ?? '') ?? null;
}

/** Every name there is, for listings and suggestions. */
export function faultNames(): string[] {
  return [...BY_NAME.keys()];
}
