import { setTimeout as sleep } from 'node:timers/promises';
import { SIXTY_WORDS } from '../../../src/chaos/answer.ts';
import type { ChaosProvider } from '../../../src/chaos/server.ts';
import type { FakeUpstream } from '../fake-upstream.ts';
import { connectRaw, type RawConnection } from '../raw-http.ts';
import { call, type Answer, type Post } from './caller.ts';

/** What the rows play with. */
export interface Stage {
  readonly provider: ChaosProvider;
  /** For what needs a count of bytes taken. */
  readonly upstream: FakeUpstream;
  readonly post: Post;
  readonly get: (path: string, init?: RequestInit) => Promise<Response>;
  readonly port: number;
  readonly key: string;
}

/** One fault that no referee plays, and what must hold. */
export interface BeyondRow {
  readonly fault: string;
  readonly rule: string;
  /** What does not hold. */
  readonly play: (stage: Stage) => Promise<readonly string[]>;
}

/** The key of every deployment: no caller may ever see it. */
const ACCOUNT_KEY = 'sk-account-canary-0123456789';

export const BEYOND_ROWS: readonly BeyondRow[] = [
  {
    fault: 'client disconnects',
    rule: 'the upstream is aborted, nothing is held against it',
    play: clientLeaves,
  },
  {
    fault: 'client reads slowly',
    rule: 'upstream reading pauses, bytes held are bounded',
    play: clientReadsSlowly,
  },
  { fault: 'reset in mid-stream', rule: 'completed by another, spliced', play: resetMidStream },
  { fault: 'events in small pieces', rule: 'put together again', play: trickle },
  failing('1 MB without a newline', 'endless-line'),
  failing('64 KB of headers', 'huge-headers'),
  failing('200 with a web page', 'html'),
  failing('200 with an error object', 'error-in-200'),
  failing('200 with nothing', 'empty'),
  wrongLength('Content-Length longer than the body', 'too-short'),
  wrongLength('Content-Length shorter than the body', 'too-long'),
  { fault: 'stale keep-alive socket', rule: 'one free retry', play: staleSocket },
  quarantined('401', 'unauthorized', 2),
  quarantined('403', 'forbidden', 2),
  quarantined('429 that names quota', 'no-credit', 1),
  { fault: 'request head a byte at a time', rule: '408, socket closed', play: slowHead },
  { fault: 'request body a byte at a time', rule: '408, socket closed', play: slowBody },
  { fault: 'body over the limit', rule: '413 before it is buffered', play: tooLarge },
  {
    fault: 'all deployments open',
    rule: '503 with Retry-After, no ids',
    play: allOpen,
  },
  { fault: 'retry storm', rule: 'capped by the budget', play: retryStorm },
];

/** The models of these rows, each with a fallback where one belongs to the rule. */
export function beyondConfig(chaosOrigin: string, upstreamOrigin: string): object {
  const entry = (name: string, model: string, origin = chaosOrigin, extra: object = {}) => ({
    model_name: name,
    litellm_params: { model: `openai/${model}`, api_base: `${origin}/v1`, api_key: ACCOUNT_KEY },
    model_info: { id: `id-${name}-${model}`, ...extra },
  });
  const rescued = [
    'reset-mid-stream',
    'endless-line',
    'huge-headers',
    'html',
    'error-in-200',
    'empty',
    'too-short',
    'too-long',
  ];
  const refused = ['unauthorized', 'forbidden', 'no-credit'];
  return {
    model_list: [
      entry('backup', 'healthy@beyond'),
      ...['stalls', 'stale', 'trickle', 'late-first-token'].map((model) => entry(model, model)),
      entry('unavailable', 'unavailable', chaosOrigin, {
        llmgw_breaker: { consecutive_min_span: 0 },
      }),
      entry('slow-reader', 'firehose', upstreamOrigin),
      entry('storm', 's04@storm', chaosOrigin, { llmgw_breaker: { mode: 'metrics_only' } }),
      ...rescued.map((model) => entry(model, model)),
      ...refused.flatMap((model) => [entry(model, model), entry(model, `healthy@${model}`)]),
      ...[...rescued, ...refused].map((model) => entry(`only-${model}`, `${model}@only`)),
    ],
    router_settings: {
      num_retries: 0,
      fallbacks: rescued.map((model) => ({ [model]: ['backup'] })),
    },
    general_settings: { max_request_size_mb: 1 },
    llmgw_settings: {
      headers_timeout: '300ms',
      body_timeout: '300ms',
      stream_buffer_bytes: 65_536,
    },
  };
}

/** Well within the deadlines of head and body. */
const BETWEEN_BYTES_MS = 40;
const MESSAGES = [{ role: 'user', content: 'hi' }];

interface Window {
  readonly failures: number;
  readonly in_flight: number;
  readonly streams_broken: number;
}

interface View {
  readonly deployments: readonly {
    readonly model_id: string;
    readonly breakers: readonly {
      readonly state: string;
      readonly quarantine: string | null;
      readonly window: Window;
    }[];
  }[];
}

async function breakerOf(stage: Stage, id: string) {
  const response = await stage.get(`/health/deployments?model_id=${encodeURIComponent(id)}`);
  const { deployments } = (await response.json()) as View;
  return deployments[0]?.breakers[0];
}

async function clientLeaves(stage: Stage): Promise<readonly string[]> {
  const leaving = new AbortController();
  const response = await stage.get('/v1/chat/completions', {
    method: 'POST',
    body: JSON.stringify({ model: 'stalls', stream: true, messages: MESSAGES }),
    signal: leaving.signal,
  });
  await response.body?.getReader().read();
  leaving.abort();
  await until(() => stage.provider.log('stalls')[0]?.endedAt !== null);
  const [entry] = stage.provider.log('stalls');
  const breaker = await breakerOf(stage, 'id-stalls-stalls');
  return problems([
    [entry?.abandoned === true, 'the upstream went on'],
    [breaker?.window.failures === 0, 'it counts as a failure'],
    [breaker?.window.in_flight === 0, 'the permit is still out'],
  ]);
}

async function clientReadsSlowly(stage: Stage): Promise<readonly string[]> {
  const client = await connectRaw({ port: stage.port });
  client.pause();
  const body = JSON.stringify({ model: 'slow-reader', stream: true, messages: MESSAGES });
  client.send(requestOf(stage, body.length) + body);
  const request = await stage.upstream.nextRequest();
  const taken = await request.whenStalled();
  client.destroy();
  await request.whenAborted;
  return problems([[taken < 32 * 1_048_576, `${taken} bytes were taken`]]);
}

async function resetMidStream(stage: Stage): Promise<readonly string[]> {
  const model = 'reset-mid-stream';
  const answer = await call(stage.post, model);
  const breaker = await breakerOf(stage, `id-${model}-${model}`);
  return problems([
    ...completeness(answer),
    [answer.ids.size === 1 && answer.roles === 1, 'it does not look like one stream'],
    [(breaker?.window.streams_broken ?? 0) > 0, 'the deployment was not blamed'],
  ]);
}

async function trickle(stage: Stage): Promise<readonly string[]> {
  const answer = await call(stage.post, 'trickle');
  return problems([...completeness(answer), [answer.isDone, 'without [DONE]']]);
}

/** The upstream's answer is none: another one answers, and the deployment is blamed. */
function failing(fault: string, model: string): BeyondRow {
  return {
    fault,
    rule: 'a failure of the upstream; failed over, else a clean 502',
    play: (stage) => playFailing(stage, model, true),
  };
}

/** The same; and who cannot tell where an answer ends does not use the socket again. */
function wrongLength(fault: string, model: string): BeyondRow {
  return {
    fault,
    rule: 'a failure of the upstream; failed over, else a clean 502; socket not reused',
    play: async (stage) => {
      const found = await playFailing(stage, model, false);
      await call(stage.post, 'backup');
      return [...found, ...problems([[!isSocketReused(stage, model), 'the socket was reused']])];
    },
  };
}

async function playFailing(
  stage: Stage,
  model: string,
  stream: boolean,
): Promise<readonly string[]> {
  const answer = await call(stage.post, model, { stream });
  const breaker = await breakerOf(stage, `id-${model}-${model}`);
  const alone = await call(stage.post, `only-${model}`, { stream });
  return problems([
    ...completeness(answer),
    [(breaker?.window.failures ?? 0) > 0, 'the deployment was not blamed'],
    [alone.status === 502, `status ${alone.status} without a fallback`],
    [alone.error !== null && alone.malformed === 0, "an error not in the caller's protocol"],
    [!showsSecrets(alone.error ?? ''), 'the key, an id or a host is shown'],
  ]);
}

function isSocketReused({ provider }: Stage, model: string): boolean {
  const [spoilt] = provider.log(model);
  const later = provider.log().filter(({ index }) => index > (spoilt?.index ?? 0));
  return later.some(({ connection }) => connection === spoilt?.connection);
}

function completeness({ text, error, malformed, broken }: Answer): readonly Claim[] {
  return [
    [text === SIXTY_WORDS, `the answer is not complete: ${error ?? text.length}`],
    [error === null, `an error: ${error}`],
    [malformed === 0, 'something malformed leaked'],
    [broken === null, `broken: ${broken}`],
  ];
}

async function staleSocket(stage: Stage): Promise<readonly string[]> {
  const answers: Answer[] = [];
  for (let i = 0; i < 4; i += 1) answers.push(await call(stage.post, 'stale'));
  const breaker = await breakerOf(stage, 'id-stale-stale');
  return problems([
    [answers.every(({ text }) => text === SIXTY_WORDS), 'a call failed'],
    [breaker?.window.failures === 0, 'it counts as a failure'],
    [stage.provider.log('stale').length > 4, 'no socket was stale'],
  ]);
}

function quarantined(fault: string, model: string, attempts: number): BeyondRow {
  return {
    fault: `${fault} from a provider`,
    rule: 'not retried there, quarantined, others tried; the key is never shown',
    play: async (stage) => {
      const answers: Answer[] = [];
      for (let i = 0; i < 12; i += 1)
        answers.push(await call(stage.post, model, { num_retries: 1 }));
      const asked = stage.provider.log(model).length;
      const alone = await stage.post('/v1/chat/completions', {
        model: `only-${model}`,
        messages: MESSAGES,
      });
      const told = await alone.text();
      const breaker = await breakerOf(stage, `id-${model}-${model}`);
      return problems([
        [answers.every(({ text }) => text === SIXTY_WORDS), 'a call was not served elsewhere'],
        [asked <= attempts, `${asked} attempts`],
        [asked < attempts || breaker?.quarantine !== null, 'not quarantined'],
        [stage.provider.log(`${model}@only`).length === 1, 'retried on the same credential'],
        [!showsSecrets(told), 'the key, an id or a host is shown'],
      ]);
    },
  };
}

async function slowHead(stage: Stage): Promise<readonly string[]> {
  return expect408(stage, 'POST /v1/chat/completions HTTP/1.1\r\nhost: x\r\nx-slow: ');
}

async function slowBody(stage: Stage): Promise<readonly string[]> {
  return expect408(stage, `${requestOf(stage, 1_000)}{"model"`);
}

/** However steadily a byte comes now and then: the whole has a deadline. */
async function expect408({ port }: Stage, beginning: string): Promise<readonly string[]> {
  const client = await connectRaw({ port });
  client.send(beginning);
  const dripping = drip(client);
  const said = String(await client.whenClosed());
  await dripping;
  return problems([[said.startsWith('HTTP/1.1 408'), `answered ${said.slice(0, 30)}`]]);
}

async function drip(client: RawConnection): Promise<void> {
  while (!client.closed) {
    client.send('x');
    await sleep(BETWEEN_BYTES_MS);
  }
}

async function tooLarge(stage: Stage): Promise<readonly string[]> {
  const client = await connectRaw({ port: stage.port });
  client.send(requestOf(stage, 50 * 1_048_576));
  const { status, text } = await client.response();
  client.destroy();
  return problems([
    [status === 413, `status ${status}`],
    [text.includes('"error"'), "not in the caller's protocol"],
  ]);
}

async function allOpen(stage: Stage): Promise<readonly string[]> {
  for (let i = 0; i < 10; i += 1) await stage.post('/v1/chat/completions', chat('unavailable'));
  const before = stage.provider.log('unavailable').length;
  const response = await stage.post('/v1/chat/completions', chat('unavailable'));
  const told = await response.text();
  const retryAfter = Number(response.headers.get('retry-after'));
  return problems([
    [response.status === 503, `status ${response.status}`],
    [retryAfter >= 1 && retryAfter <= 20, `Retry-After ${retryAfter}`],
    [told.includes('circuit_open'), 'another type of error'],
    [!showsSecrets(told), 'an id or a host is shown'],
    [stage.provider.log('unavailable').length === before, 'the upstream was called'],
  ]);
}

const STORM_CALLS = 100;

async function retryStorm(stage: Stage): Promise<readonly string[]> {
  const calls = Array.from({ length: STORM_CALLS }, () =>
    stage.post('/v1/chat/completions', { ...chat('storm'), num_retries: 2 }),
  );
  await Promise.all(calls);
  const retries = stage.provider.log('s04@storm').length - STORM_CALLS;
  // A fifth of the calls, and three a second within ten seconds, and what a second more gives.
  const most = STORM_CALLS * 0.2 + 3 * 10 + 6;
  const metrics = await (await stage.get('/metrics')).text();
  return problems([
    [retries > 0 && retries <= most, `${retries} retries of ${STORM_CALLS} calls`],
    [
      /llmgw_retries_total\{group="storm",result="budget_exhausted"\} [1-9]/.test(metrics),
      'not counted',
    ],
  ]);
}

/** A caller learns neither keys nor deployments nor addresses. */
function showsSecrets(told: string): boolean {
  return /canary|id-|127\.0\.0\.1/.test(told);
}

function chat(model: string): object {
  return { model, messages: MESSAGES };
}

function requestOf({ key }: Stage, length: number): string {
  return `POST /v1/chat/completions HTTP/1.1\r\nhost: x\r\nauthorization: Bearer ${key}\r\ncontent-type: application/json\r\ncontent-length: ${length}\r\n\r\n`;
}

/** What must hold, and what to say when it does not. */
type Claim = readonly [boolean, string];

function problems(claims: readonly Claim[]): readonly string[] {
  return claims.filter(([holds]) => !holds).map(([, problem]) => problem);
}

async function until(condition: () => boolean): Promise<void> {
  while (!condition()) await sleep(5);
}
