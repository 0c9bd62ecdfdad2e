import fc from 'fast-check';
import { StreamTape } from '../../../../src/core/stream-tape.ts';

type Json = Record<string, unknown>;

/** A splicer as the tests drive it. */
export interface Splicing {
  readonly diverged: { readonly at: number } | null;
  push(events: Buffer): Buffer | null;
  end(): Buffer | null;
}

/** What a client makes of the events it got. */
export interface Heard {
  content: string;
  reasoning: string;
  readonly tools: Record<number, { name: string; args: string; ids: string[] }>;
  finish: unknown;
  usage: unknown;
  readonly ids: Set<unknown>;
  readonly created: Set<unknown>;
  roles: number;
}

export const event = (json: unknown): string => `data: ${JSON.stringify(json)}\n\n`;

/** One chunk of the stream that goes on. */
export const chunk = (delta: Json, finish: string | null = null, more: Json = {}): string =>
  event({
    id: 'second',
    created: 2,
    model: 'm2',
    choices: [{ index: 0, delta, finish_reason: finish, ...more }],
  });

export const usageChunk = (prompt: number, completion: number, more: Json = {}): string =>
  event({
    id: 'second',
    created: 2,
    choices: [],
    usage: {
      prompt_tokens: prompt,
      completion_tokens: completion,
      total_tokens: prompt + completion,
      ...more,
    },
  });

/** A tape of these deltas. */
export function tapeOf(deltas: readonly Json[]): StreamTape {
  const tape = new StreamTape();
  tape.noteHead({ id: 'first', created: 1 });
  tape.noteDelta({ role: 'assistant', content: '' });
  for (const delta of deltas) tape.noteDelta(delta);
  return tape;
}

/** The parts of a text, cut at these places. */
export function cutAt(text: string, places: readonly number[]): string[] {
  const cuts = places.map((place) => place % (text.length + 1)).sort((a, b) => a - b);
  return [0, ...cuts].map((from, index) => text.slice(from, cuts[index])).filter(Boolean);
}

export const places: fc.Arbitrary<number[]> = fc.array(fc.nat(), { maxLength: 8 });

/** Pushes events one by one or all at once, and reads what comes out as a client would. */
export function hear(splicer: Splicing, events: readonly string[], atOnce = false): Heard {
  const pushes = atOnce ? [events.join('')] : events;
  const out = pushes.map((text) => splicer.push(Buffer.from(text))?.toString() ?? '');
  if (splicer.diverged === null) out.push(splicer.end()?.toString() ?? '');
  return read(out.join(''));
}

export function read(text: string): Heard {
  const heard: Heard = {
    content: '',
    reasoning: '',
    tools: {},
    finish: null,
    usage: null,
    ids: new Set(),
    created: new Set(),
    roles: 0,
  };
  for (const line of text.split('\n\n').filter(Boolean)) {
    listen(heard, JSON.parse(line.slice('data: '.length)) as Json);
  }
  return heard;
}

function listen(heard: Heard, json: Json): void {
  heard.ids.add(json['id']);
  heard.created.add(json['created']);
  if (json['usage'] !== undefined) heard.usage = json['usage'];
  for (const choice of json['choices'] as Json[]) {
    const delta = (choice['delta'] ?? { content: choice['text'] }) as Json;
    heard.content += textOf(delta['content']);
    heard.reasoning += textOf(delta['reasoning_content']);
    if (delta['role'] !== undefined) heard.roles++;
    for (const call of (delta['tool_calls'] ?? []) as Json[]) addCall(heard, call);
    heard.finish ??= choice['finish_reason'] ?? null;
  }
}

function addCall({ tools }: Heard, call: Json): void {
  const tool = (tools[Number(call['index'])] ??= { name: '', args: '', ids: [] });
  const called = (call['function'] ?? {}) as Json;
  if (call['id'] !== undefined) tool.ids.push(textOf(call['id']));
  tool.name += textOf(called['name']);
  tool.args += textOf(called['arguments']);
}

function textOf(value: unknown): string {
  return typeof value === 'string' ? value : '';
}
