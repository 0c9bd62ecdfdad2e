import type { Span } from './llm.ts';

const QUOTE = 0x22;
const COMMA = 0x2c;
const COLON = 0x3a;
const BACKSLASH = 0x5c;
const OPEN_BRACKET = 0x5b;
const CLOSE_BRACKET = 0x5d;
const OPEN_BRACE = 0x7b;
const CLOSE_BRACE = 0x7d;
const SPACE = 0x20;

/** So many bytes of a string are looked at one by one: below that a native search costs more. */
const STRETCH_BYTES = 48;

/** Where the top-level members of a JSON object lie. */
export interface TopLevel {
  /** The span of each value, by decoded key; of duplicate keys the last, as `JSON.parse` takes it. */
  readonly spans: Map<string, Span>;
  /** The first key that occurs twice: two readers may disagree on which one counts. */
  readonly duplicate: string | null;
}

/** New JSON text by key: present keys are replaced, absent ones inserted, `undefined` removes. */
export type TopLevelChanges = ReadonlyMap<string, string | undefined>;

/**
 * Finds the value of every top-level key in one pass. `body` must be valid JSON with an object at
 * the top (`JSON.parse` took it); on anything else the result is meaningless, but the call returns.
 */
export function scanTopLevel(body: Buffer): TopLevel {
  const spans = new Map<string, Span>();
  let duplicate: string | null = null;
  let at = skipSpace(body, skipSpace(body, 0) + 1);
  while (body[at] === QUOTE) {
    const keyEnd = skipString(body, at);
    const key = readKey(body, at, keyEnd);
    const start = skipSpace(body, skipSpace(body, keyEnd) + 1);
    const end = skipValue(body, start);
    if (spans.has(key)) duplicate ??= key;
    spans.set(key, { start, end });
    at = skipSpace(body, end);
    if (body[at] === COMMA) at = skipSpace(body, at + 1);
  }
  return { spans, duplicate };
}

/** A copy of `body` with one span replaced. */
export function replaceSpan(body: Buffer, span: Span, text: string): Buffer {
  return Buffer.concat([body.subarray(0, span.start), Buffer.from(text), body.subarray(span.end)]);
}

/**
 * A copy of `body` with top-level members replaced, inserted (directly after `{`, in the order of
 * `changes`) or removed; every other byte stays as it is. `spans` is what `scanTopLevel(body)` gave.
 * A removed key that occurs twice loses only its last occurrence: refuse duplicates first.
 */
export function spliceTopLevel(
  body: Buffer,
  spans: ReadonlyMap<string, Span>,
  changes: TopLevelChanges,
): Buffer {
  const { edits, removed, inserts } = sortChanges(spans, changes);
  const cuts = toCuts(body, removed);
  const open = skipSpace(body, 0) + 1;
  if (inserts.length > 0) {
    const text = inserts.join(',') + (isEmptyAfter(body, open, cuts[0]) ? '' : ',');
    edits.push({ start: open, end: open, text });
  }
  for (const cut of cuts) edits.push({ ...cut, text: '' });
  edits.sort((a, b) => a.start - b.start || a.end - b.end);
  return applyEdits(body, edits);
}

interface Edit extends Span {
  readonly text: string;
}

function sortChanges(
  spans: ReadonlyMap<string, Span>,
  changes: TopLevelChanges,
): { edits: Edit[]; removed: Span[]; inserts: string[] } {
  const edits: Edit[] = [];
  const removed: Span[] = [];
  const inserts: string[] = [];
  for (const [key, text] of changes) {
    const span = spans.get(key);
    if (span === undefined) {
      if (text !== undefined) inserts.push(`${JSON.stringify(key)}:${text}`);
    } else if (text === undefined) removed.push(span);
    else edits.push({ start: span.start, end: span.end, text });
  }
  return { edits, removed, inserts };
}

function applyEdits(body: Buffer, edits: readonly Edit[]): Buffer {
  const pieces: Buffer[] = [];
  let from = 0;
  for (const { start, end, text } of edits) {
    pieces.push(body.subarray(from, start));
    if (text !== '') pieces.push(Buffer.from(text));
    from = end;
  }
  pieces.push(body.subarray(from));
  return Buffer.concat(pieces);
}

/**
 * Widens values to whole members. A member takes the comma behind it along; neighbours join into
 * one cut, and a cut that reaches the closing brace takes the comma before it instead.
 */
function toCuts(body: Buffer, values: readonly Span[]): Span[] {
  const cuts: { start: number; end: number }[] = [];
  for (const value of [...values].sort((a, b) => a.start - b.start)) {
    const start = keyStartBefore(body, value.start);
    const after = skipSpace(body, value.end);
    const end = body[after] === COMMA ? skipSpace(body, after + 1) : after;
    const last = cuts.at(-1);
    if (last?.end === start) last.end = end;
    else cuts.push({ start, end });
  }
  const last = cuts.at(-1);
  if (last !== undefined && body[last.end] === CLOSE_BRACE) {
    const before = skipSpaceBack(body, last.start);
    if (body[before - 1] === COMMA) last.start = before - 1;
  }
  return cuts;
}

function isEmptyAfter(body: Buffer, open: number, firstCut: Span | undefined): boolean {
  const first = skipSpace(body, open);
  return body[firstCut?.start === first ? firstCut.end : first] === CLOSE_BRACE;
}

/** The opening quote of the key whose value starts at `valueStart`. */
function keyStartBefore(body: Buffer, valueStart: number): number {
  const colon = skipSpaceBack(body, valueStart) - 1;
  let at = skipSpaceBack(body, colon) - 2;
  while (body[at] !== QUOTE || isEscaped(body, at)) at--;
  return at;
}

/** True when an odd number of backslashes stands between `from` and `at`, directly before `at`. */
function isEscaped(body: Buffer, at: number, from = 0): boolean {
  let before = at - 1;
  while (before >= from && body[before] === BACKSLASH) before--;
  return (at - before) % 2 === 0;
}

function readKey(body: Buffer, start: number, end: number): string {
  const raw = body.toString('utf8', start + 1, end - 1);
  return raw.includes('\\') ? decodeKey(raw) : raw;
}

function decodeKey(raw: string): string {
  const key: unknown = JSON.parse(`"${raw}"`);
  return String(key);
}

function skipValue(body: Buffer, start: number): number {
  const first = body[start];
  if (first === QUOTE) return skipString(body, start);
  if (first === OPEN_BRACE || first === OPEN_BRACKET) return skipContainer(body, start);
  let at = start;
  while (at < body.length && !isScalarEnd(body[at])) at++;
  return at;
}

function isScalarEnd(byte: number | undefined): boolean {
  return byte === COMMA || byte === CLOSE_BRACE || byte === undefined || byte <= SPACE;
}

function skipContainer(body: Buffer, start: number): number {
  let depth = 0;
  let at = start;
  while (at < body.length) {
    const byte = body[at];
    if (byte === QUOTE) {
      at = skipString(body, at);
      continue;
    }
    at++;
    if (byte === OPEN_BRACE || byte === OPEN_BRACKET) depth++;
    else if ((byte === CLOSE_BRACE || byte === CLOSE_BRACKET) && --depth === 0) return at;
  }
  return at;
}

/**
 * `start` is the opening quote; returns the place behind the closing one. Looks at a stretch of
 * bytes, then searches for the next quote, and looks again where that one is escaped: quick both in
 * prose and in text full of escapes.
 */
function skipString(body: Buffer, start: number): number {
  let at = start + 1;
  while (at < body.length) {
    const soon = at + STRETCH_BYTES;
    while (at < soon) {
      const byte = body[at];
      if (byte === QUOTE) return at + 1;
      at += byte === BACKSLASH ? 2 : 1;
    }
    const quote = body.indexOf(QUOTE, at);
    if (quote < 0) return body.length;
    if (!isEscaped(body, quote, at)) return quote + 1;
    at = quote + 1;
  }
  return body.length;
}

function skipSpace(body: Buffer, from: number): number {
  let at = from;
  while (at < body.length && (body[at] ?? COLON) <= SPACE) at++;
  return at;
}

/** The place behind the last byte before `from` that is not white space. */
function skipSpaceBack(body: Buffer, from: number): number {
  let at = from;
  while (at > 0 && (body[at - 1] ?? COLON) <= SPACE) at--;
  return at;
}
