import { toAnswer, type FakeAnswer } from './answer.ts';
import { healthy, startStream } from './behaviours.ts';
import type { Behaviour, UpstreamCall } from './call.ts';
import type { FakeError, Frame } from './dialect.ts';
import type { Gate } from './gate.ts';

/** What comes next in a stream that goes wrong: a frame, or the end of good behaviour. */
type Step = Frame | 'silence' | 'close' | 'reset';

/** Rewrites the frames of a healthy stream. Requests without a stream go to `whole`. */
function script(rewrite: (frames: readonly Frame[], call: UpstreamCall) => readonly Step[]) {
  return (whole: Behaviour, parts: Partial<FakeAnswer> = {}): Behaviour =>
    async (call) => {
      const { dialect, request } = call;
      if (dialect === null || !call.wantsStream) return whole(call);
      startStream(call);
      await play(call, rewrite(dialect.frames(request, toAnswer(parts)), call));
    };
}

async function play(call: UpstreamCall, steps: readonly Step[]): Promise<void> {
  for (const step of steps) {
    if (step === 'silence') return call.gone;
    if (typeof step === 'string') return hangUpAfterWriting(call, step);
    await call.write(step.text);
  }
  call.response.end();
}

/** Writes are gathered until the turn ends; a reset would drop them. */
async function hangUpAfterWriting(call: UpstreamCall, how: 'close' | 'reset'): Promise<void> {
  await new Promise((resolve) => setImmediate(resolve));
  call.hangUp(how);
}

/** Each token needs a permit of the gate; what is no token goes out by itself. Any request. */
export function gated(gate: Gate, parts: Partial<FakeAnswer> = {}): Behaviour {
  const answer = toAnswer(parts);
  return async (call) => {
    const { dialect, request } = call;
    if (dialect === null || !call.wantsStream) {
      if (await gate.pass(call.gone)) await healthy(parts)(call);
      return;
    }
    startStream(call);
    for (const frame of dialect.frames(request, answer)) {
      if (frame.kind === 'token' && !(await gate.pass(call.gone))) return;
      await call.write(frame.text);
    }
    call.response.end();
  };
}

/** The head of an answer, then nothing. */
export function headThenSilence(): Behaviour {
  return async (call) => {
    startStream(call);
    await call.gone;
  };
}

/** The first `tokens` tokens, then nothing, the connection open. */
export function silentAfter(tokens: number): Behaviour {
  return script((frames) => [...firstTokens(frames, tokens), 'silence'])(headThenSilence());
}

/** The first `tokens` tokens, then the connection is cut. */
export function dyingAfter(tokens: number, how: 'close' | 'reset' = 'close'): Behaviour {
  return script((frames) => [...firstTokens(frames, tokens), how])(halfBody(how));
}

/** The event at this place (from 0, the role event counts) is broken JSON, the rest is healthy. */
export function invalidEventAt(place: number, parts: Partial<FakeAnswer> = {}): Behaviour {
  const rewrite = script((frames, call) =>
    frames.map((frame, at) => (at === place ? broken(frame, call) : frame)),
  );
  return rewrite(healthy(parts), parts);
}

/** A complete stream and a proper end, without `[DONE]`. */
export function withoutDone(parts: Partial<FakeAnswer> = {}): Behaviour {
  return script((frames) => frames.filter(({ kind }) => kind !== 'done'))(healthy(parts), parts);
}

/** `[DONE]` and a proper end, but nothing that says why the model stopped. */
export function withoutFinish(parts: Partial<FakeAnswer> = {}): Behaviour {
  return script((frames) => frames.filter(({ kind }) => kind !== 'finish'))(healthy(parts), parts);
}

/** The first `tokens` tokens, an error object as an event, a proper end. */
export function errorAfter(
  tokens: number,
  error: FakeError = { message: 'fake failure' },
): Behaviour {
  const rewrite = script((frames, call) => [
    ...firstTokens(frames, tokens),
    { kind: 'finish', text: frameError(call, error) },
  ]);
  return rewrite((call) => call.send(500, call.dialect?.error(error) ?? { error }));
}

/** A line of this length without an end, in an answer of status 200. */
export function endlessLine(bytes = 1024 * 1024): Behaviour {
  return async (call) => {
    startStream(call);
    await call.write(`data: {"x":"${'x'.repeat(bytes)}`);
    await call.gone;
  };
}

/**
 * Valid events of this size until so much has been sent, only as fast as they are taken; then a
 * proper end. `request.whenStalled()` tells how much a slow reader let through.
 */
export function firehose(eventBytes = 16 * 1024, totalBytes = 256 * 1024 * 1024): Behaviour {
  return async (call) => {
    const { dialect, request } = call;
    const frames = dialect?.frames(request, toAnswer({ tokens: ['x'.repeat(eventBytes)] })) ?? [];
    const event = frames.find(({ kind }) => kind === 'token')?.text ?? 'x'.repeat(eventBytes);
    startStream(call);
    for (let sent = 0; sent < totalBytes && !call.response.destroyed; sent += event.length) {
      await call.write(event);
    }
    call.response.end();
  };
}

function firstTokens(frames: readonly Frame[], count: number): Frame[] {
  let left = count;
  const end = frames.findIndex(({ kind }) => kind === 'token' && (left -= 1) < 0);
  return frames
    .slice(0, end === -1 ? frames.length : end)
    .filter(({ kind }) => BEFORE_END.has(kind));
}

const BEFORE_END = new Set<Frame['kind']>(['role', 'reasoning', 'token', 'tool']);

function broken(frame: Frame, call: UpstreamCall): Frame {
  const text = call.dialect?.frame('{"choices":[{"delta":{"content":"bro') ?? '{';
  return { kind: frame.kind, text };
}

function frameError(call: UpstreamCall, error: FakeError): string {
  const body = JSON.stringify(call.dialect?.error(error) ?? { error });
  return call.dialect?.frame(body) ?? body;
}

/** Without a stream: a declared length, half of it, and the cut. */
function halfBody(how: 'close' | 'reset'): Behaviour {
  return (call) => {
    const body = JSON.stringify(call.dialect?.whole(call.request, toAnswer()) ?? {});
    const head = `HTTP/1.1 200 OK\r\ncontent-type: application/json\r\ncontent-length: ${body.length}`;
    call.sendRaw(`${head}\r\n\r\n${body.slice(0, body.length / 2)}`);
    call.hangUp(how);
  };
}
