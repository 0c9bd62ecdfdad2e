import type { ProjectFile } from '../project.ts';
import { formsIn, type FoundSecret } from './find-secrets.ts';
import { Surroundings } from './surroundings.ts';

/** How a secret is written so that it is not seen at once. */
export type Encoding = 'base64' | 'hex' | 'percent';

/** Text that decodes to a secret; `value` and `span` are the text as it is written. */
export interface EncodedSecret extends FoundSecret {
  readonly encoding: Encoding;
}

interface EncodedRun {
  readonly start: number;
  readonly end: number;
  readonly encoding: Encoding;
  readonly decoded: string;
}

const SHORTEST = 24;
/** A key file is shorter; what is longer is a picture. */
const LONGEST = 16_384;
const HEX = /^(?:[\da-f]{2}){20,}$/i;
const PERCENT = /%[\da-f]{2}/gi;
/** How much of the text around a percent sign is decoded. */
const REACH = 2000;

/** The secrets that one decoding brings to light. Deeper ones are not looked for. */
export function encodedSecretsIn(file: ProjectFile): readonly EncodedSecret[] {
  const around = new Surroundings(file);
  return [...runsOf(file.text), ...percentRuns(file.text)].flatMap(
    ({ start, end, encoding, decoded }) => {
      const form = formsIn(decoded).find(({ form }) => form.family !== 'url')?.form;
      if (form === undefined) return [];
      const span = { start, end };
      const value = file.text.slice(start, end);
      return [{ form, span, value, encoding, ...around.placeOf(span) }];
    },
  );
}

/** Six bits for each character of base64, -1 for every other one; both alphabets at once. */
const BITS = new Int8Array(128).fill(-1);
const ALPHABET = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/';
for (let at = 0; at < ALPHABET.length; at += 1) BITS[ALPHABET.charCodeAt(at)] = at;
BITS['-'.charCodeAt(0)] = 62;
BITS['_'.charCodeAt(0)] = 63;

/** Character by character, because a pattern takes ten times as long on megabytes. */
function* runsOf(text: string): Generator<EncodedRun> {
  for (let at = 0; at < text.length; at += 1) {
    if (bitsAt(text, at) < 0) continue;
    const start = at;
    while (bitsAt(text, at) >= 0) at += 1;
    const length = at - start;
    if (length < SHORTEST || length > LONGEST || !mayBeText(text, start)) continue;
    yield* decodedRun(text, start, at);
  }
}

function bitsAt(text: string, at: number): number {
  return BITS[text.charCodeAt(at)] ?? -1;
}

/** Whether both ways of reading it begin with characters of a text: random ones hardly ever do. */
function mayBeText(text: string, start: number): boolean {
  return beginsAsText(text, start) || HEX_TEXT.test(text.slice(start, start + SHORTEST));
}

const HEX_TEXT = /^(?:0[9ad]|[2-7][\da-f])+$/i;

function beginsAsText(text: string, start: number): boolean {
  for (let at = start; at < start + SHORTEST; at += 4) {
    const [a, b] = [bitsAt(text, at), bitsAt(text, at + 1)];
    const [c, d] = [bitsAt(text, at + 2), bitsAt(text, at + 3)];
    const bytes = (a << 18) | (b << 12) | (c << 6) | d;
    if (!isText(bytes >> 16) || !isText((bytes >> 8) & 255) || !isText(bytes & 255)) return false;
  }
  return true;
}

function isText(byte: number): boolean {
  return (byte >= 0x20 && byte < 0x7f) || byte === 0x0a || byte === 0x0d || byte === 0x09;
}

function* decodedRun(text: string, start: number, end: number): Generator<EncodedRun> {
  const run = text.slice(start, end);
  if (HEX.test(run)) {
    yield { start, end, encoding: 'hex', decoded: Buffer.from(run, 'hex').toString('latin1') };
    return;
  }
  const padding = /^={0,2}/.exec(text.slice(end, end + 2))?.[0].length ?? 0;
  const decoded = Buffer.from(run, 'base64').toString('latin1');
  yield { start, end: end + padding, encoding: 'base64', decoded };
}

const PERCENT_WORD = /[\w.~%+/:=-]/;

function* percentRuns(text: string): Generator<EncodedRun> {
  let last = 0;
  for (const { index } of text.matchAll(PERCENT)) {
    if (index < last) continue;
    let [start, end] = [index, index];
    while (start > Math.max(last, index - REACH) && PERCENT_WORD.test(text[start - 1] ?? ''))
      start -= 1;
    while (end < index + REACH && PERCENT_WORD.test(text[end] ?? '')) end += 1;
    last = end;
    const run = text.slice(start, end);
    const decoded = run.replaceAll(PERCENT, (code) =>
      String.fromCharCode(Number.parseInt(code.slice(1), 16)),
    );
    // What can be read without decoding is found without it.
    if (end - start >= SHORTEST && formsIn(run).length === 0)
      yield { start, end, encoding: 'percent', decoded };
  }
}
