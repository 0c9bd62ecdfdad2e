/** An object of parsed JSON, as a stream's chunks are made of. */
type JsonObject = Readonly<Record<string, unknown>>;

/** A tool call as far as it was delivered. */
export interface TapedToolCall {
  /** Empty until the provider gave one. */
  readonly id: string;
  /** Empty until the provider gave one. */
  readonly name: string;
  /** JSON text, perhaps cut anywhere. */
  readonly arguments: string;
}

/** More characters than this are counted, but not kept. */
export const MAX_TAPE_CHARS = 262_144;
/** Many small strings take more memory than their text: so many at most wait to be joined. */
const MAX_PIECES = 512;

/**
 * What of a stream was handed out to the client, lane by lane: text, reasoning and tool calls of the
 * first choice. Adding is a push of a string that was parsed anyway; texts are joined when asked for.
 */
export class StreamTape {
  /** The first chunk's `id` that says something. */
  id: string | null = null;
  /** The `created` beside that id; seconds since 1970. */
  created: number | null = null;
  roleSent = false;
  /** Deltas that brought content: about one a token. */
  chunks = 0;
  /** Characters (UTF-16 units) in all lanes, kept or not. */
  chars = 0;
  /** A second choice was seen. */
  multiple = false;
  /** More came than is kept: the lanes are empty. */
  overflowed = false;
  /** Content came that has no lane here, e.g. sound. */
  untracked = false;

  #content = new Lane();
  #reasoning = new Lane();
  #toolCalls: Map<number, ToolCallLanes> | null = null;

  /** The answer's text. */
  content(): string {
    return this.#content.text();
  }

  /** The reasoning's text. */
  reasoning(): string {
    return this.#reasoning.text();
  }

  /** Tool calls by their index. */
  toolCalls(): ReadonlyMap<number, TapedToolCall> {
    const calls = new Map<number, TapedToolCall>();
    for (const [index, { id, name, args }] of this.#toolCalls ?? []) {
      calls.set(index, { id, name, arguments: args.text() });
    }
    return calls;
  }

  /** Notes the stream's identity from its chunks; the first that has one counts. */
  noteHead(chunk: JsonObject): void {
    if (this.id !== null) return;
    const { id, created } = chunk;
    if (typeof id !== 'string' || id === '') return;
    this.id = id;
    if (typeof created === 'number') this.created = created;
  }

  /** Notes one choice of a chunk, of a chat or a legacy completion. */
  noteChoice(choice: JsonObject): void {
    const { index, text, delta } = choice;
    if (index !== undefined && index !== 0) this.multiple = true;
    else if (typeof text === 'string') this.noteText(text);
    else if (isObject(delta)) this.noteDelta(delta);
  }

  /** Notes a part of the answer's text. */
  noteText(text: string): void {
    if (text === '') return;
    this.#add(this.#content, text);
    this.chunks++;
  }

  /** Notes a chat's delta. */
  noteDelta(delta: JsonObject): void {
    const before = this.chars;
    this.#note(this.#content, delta['content']);
    this.#note(this.#reasoning, delta['reasoning_content'] ?? delta['reasoning']);
    if (delta['tool_calls'] !== undefined) this.#noteToolCalls(delta['tool_calls']);
    if (delta['role'] !== undefined) this.roleSent = true;
    this.untracked ||= hasUntracked(delta);
    if (this.chars > before) this.chunks++;
  }

  /** Another tape that goes on from here. */
  copy(): StreamTape {
    const copy = new StreamTape();
    const { id, created, roleSent, chunks, chars, multiple, overflowed, untracked } = this;
    Object.assign(copy, { id, created, roleSent, chunks, chars, multiple, overflowed, untracked });
    copy.#content = new Lane(this.content());
    copy.#reasoning = new Lane(this.reasoning());
    for (const [index, call] of this.toolCalls()) {
      copy.#toolCall(index, { ...call, args: new Lane(call.arguments) });
    }
    return copy;
  }

  #noteToolCalls(calls: unknown): void {
    if (!Array.isArray(calls)) return;
    for (const [position, call] of calls.entries()) {
      if (isObject(call)) this.#noteToolCall(call, toolCallIndex(call, position));
    }
  }

  #noteToolCall(call: JsonObject, index: number): void {
    const called = isObject(call['function']) ? call['function'] : {};
    const lanes = this.#toolCall(index, { id: '', name: '', args: new Lane() });
    this.#noteOnce(lanes, 'id', call['id']);
    if (this.#noteOnce(lanes, 'name', called['name'])) this.#count(lanes.name.length);
    this.#note(lanes.args, called['arguments']);
  }

  /** Two calls under one index, or a name in parts, are not told apart later: not tracked. */
  #noteOnce(lanes: ToolCallLanes, member: 'id' | 'name', value: unknown): boolean {
    if (typeof value !== 'string' || value === '' || value === lanes[member]) return false;
    if (lanes[member] !== '') this.untracked = true;
    lanes[member] = value;
    return true;
  }

  #toolCall(index: number, fresh: ToolCallLanes): ToolCallLanes {
    if (this.overflowed) return fresh;
    this.#toolCalls ??= new Map();
    const known = this.#toolCalls.get(index);
    if (known === undefined) this.#toolCalls.set(index, fresh);
    return known ?? fresh;
  }

  #note(lane: Lane, text: unknown): void {
    if (typeof text === 'string') {
      if (text !== '') this.#add(lane, text);
    } else this.untracked ||= isFilled(text);
  }

  #add(lane: Lane, text: string): void {
    this.#count(text.length);
    if (!this.overflowed) lane.add(text);
  }

  #count(chars: number): void {
    this.chars += chars;
    if (this.overflowed || this.chars <= MAX_TAPE_CHARS) return;
    this.overflowed = true;
    this.#content = new Lane();
    this.#reasoning = new Lane();
    this.#toolCalls = null;
  }
}

/** The index of a streamed tool call; some providers leave it out. */
export function toolCallIndex(call: JsonObject, position: number): number {
  const index = call['index'];
  return typeof index === 'number' ? index : position;
}

interface ToolCallLanes {
  id: string;
  name: string;
  readonly args: Lane;
}

/** A text that grows in pieces. */
class Lane {
  #pieces: string[];

  constructor(text = '') {
    this.#pieces = text === '' ? [] : [text];
  }

  add(piece: string): void {
    if (this.#pieces.push(piece) > MAX_PIECES) this.text();
  }

  text(): string {
    if (this.#pieces.length > 1) this.#pieces = [this.#pieces.join('')];
    return this.#pieces[0] ?? '';
  }
}

function isObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** Content that no second stream could be compared with. */
function hasUntracked(delta: JsonObject): boolean {
  return isFilled(delta['refusal']) || isFilled(delta['audio']) || isFilled(delta['function_call']);
}

function isFilled(value: unknown): boolean {
  if (value === undefined || value === null || value === '') return false;
  return !Array.isArray(value) || value.length > 0;
}
