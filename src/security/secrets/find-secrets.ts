import type { ProjectFile } from '../project.ts';
import type { Span } from '../rule.ts';
import type { KeyForm } from './key-form.ts';
import { KEY_FORMS } from './key-forms.ts';
import { quote } from './key-shape.ts';
import { isPlaceholder, isReference } from './placeholders.ts';
import { digitsIn, entropyOf } from './randomness.ts';
import { isTokenOfSomebody } from './read-token.ts';
import { Surroundings } from './surroundings.ts';

/** A secret that stands in a file. */
export interface FoundSecret {
  readonly form: KeyForm;
  /** Without quotes. */
  readonly span: Span;
  readonly value: string;
  /** The key or variable it stands under. */
  readonly name: string | null;
  /** The YAML path of the value it is part of; null: no YAML, or a comment. */
  readonly path: string | null;
  readonly inComment: boolean;
}

/** Part of a text that has the form of a key. */
interface Hit {
  readonly form: KeyForm;
  readonly start: number;
  readonly value: string;
}

const WORD = /[\w+/-]/;
/** Families whose members do not have to stand alone: `jdbc:postgresql://…`. */
const PARTS_OF_WORDS: ReadonlySet<string> = new Set(['database-url', 'url', 'webhook']);
/** A value under a name that speaks of a key, for forms that have nothing else to go by. */
const NAMED =
  /(?<!public_?|cache_?|primary_?)(?:key|token|secret|credentials?|auth|value)\w{0,16}["'\]]{0,3}[ \t]{0,8}(?::|=>|=)[ \t]{0,8}["'`]?(?<token>[A-Za-z\d+/]{32,84})(?![\w+/-])/gi;

const HASH_NAME = /hash|sha\d|md5|digest|checksum|commit|fingerprint/i;

const anchored = KEY_FORMS.filter(({ writing }) => writing.anchors.length > 0);
const contextual = KEY_FORMS.filter(({ writing }) => writing.anchors.length === 0);
const anchors = [...new Set(anchored.flatMap(({ writing }) => writing.anchors))].sort(
  (one, two) => two.length - one.length,
);
/** One pass over the text finds every place where a key may stand. */
const ANCHOR = new RegExp(anchors.map(quote).join('|'), 'g');
/** `sk-ant-api0` is an anchor of its own and begins like the anchor `sk-`. */
const formsAt: ReadonlyMap<string, readonly KeyForm[]> = new Map(
  anchors.map((anchor) => [
    anchor,
    anchored.filter(({ writing }) => writing.anchors.some((text) => anchor.startsWith(text))),
  ]),
);
const CONTEXT = new RegExp(contextual.map(({ context }) => context?.source ?? '').join('|'), 'i');

const known = new WeakMap<ProjectFile, readonly FoundSecret[]>();

/** The secrets of a file, in its order; of two that overlap, the first. Looked for once a file. */
export function secretsIn(file: ProjectFile): readonly FoundSecret[] {
  const secrets = known.get(file) ?? findSecrets(file);
  known.set(file, secrets);
  return secrets;
}

function findSecrets(file: ProjectFile): readonly FoundSecret[] {
  const around = new Surroundings(file);
  return hitsIn(file.text, around).map(({ form, start, value }) => {
    const span = { start, end: start + value.length };
    return { form, span, value, ...around.placeOf(span) };
  });
}

/**
 * The form of a value that stands alone; null: none that is known, or a placeholder. `context` is
 * what stands around it, such as the name of its variable and its `api_base`.
 */
export function formOf(value: string, context = ''): KeyForm | null {
  const near = (): string => `${context}\n${value}`;
  const fits = ({ writing }: KeyForm): boolean => matchAt(writing.pattern, value, 0) === value;
  return KEY_FORMS.find((form) => fits(form) && isMeant(form, value, near)) ?? null;
}

/** Whether a text holds the text of some form's anchor: a quick no for what holds no key. */
export function mayHoldSecret(text: string): boolean {
  return text.search(ANCHOR) !== -1;
}

/** Every key of a text that needs no words around it, without their places in a file. */
export function formsIn(
  text: string,
): readonly { readonly form: KeyForm; readonly start: number; readonly value: string }[] {
  return [...anchoredHits(text, () => text)];
}

function hitsIn(text: string, around: Surroundings): readonly Hit[] {
  const near = (span: Span, form?: KeyForm): string => around.near(span, form?.family);
  const hits = [...anchoredHits(text, near), ...contextualHits(text, near)];
  hits.sort((one, two) => one.start - two.start || two.value.length - one.value.length);
  let end = -1;
  return hits.filter(({ start, value }) => {
    if (start < end) return false;
    end = start + value.length;
    return true;
  });
}

function* anchoredHits(text: string, near: (span: Span, form: KeyForm) => string): Generator<Hit> {
  for (const { 0: anchor, index } of text.matchAll(ANCHOR)) {
    for (const form of formsAt.get(anchor) ?? []) {
      const start = index - form.writing.lead;
      if (!PARTS_OF_WORDS.has(form.family) && isInsideWord(text, start)) continue;
      const value = matchAt(form.writing.pattern, text, start);
      if (
        value === null ||
        !isMeant(form, value, () => near({ start, end: start + value.length }, form))
      )
        continue;
      yield { form, start, value };
      break;
    }
  }
}

function* contextualHits(text: string, near: (hit: Span) => string): Generator<Hit> {
  if (!CONTEXT.test(text)) return;
  for (const { 0: whole, index, groups } of text.matchAll(NAMED)) {
    const value = groups?.['token'] ?? '';
    const end = index + whole.length;
    const start = end - value.length;
    if (HASH_NAME.test(text.slice(index, start))) continue;
    const words = near({ start, end });
    if (!CONTEXT.test(words)) continue;
    const form = contextual.find(
      (form) =>
        matchAt(form.writing.pattern, value, 0) === value && isMeant(form, value, () => words),
    );
    if (form !== undefined) yield { form, start, value };
  }
}

/** An escape like `\n` before it ends with a letter and is no word. */
function isInsideWord(text: string, start: number): boolean {
  if (start <= 0) return start < 0;
  return WORD.test(text[start - 1] ?? '') && !/\\[nrt]$/.test(text.slice(start - 2, start));
}

function matchAt(pattern: RegExp, text: string, at: number): string | null {
  pattern.lastIndex = at;
  return pattern.exec(text)?.[0] ?? null;
}

/** Whether it is a key rather than something that is written like one. */
function isMeant(form: KeyForm, value: string, near: () => string): boolean {
  const { minEntropy, minDigits, context, family } = form;
  const secret = secretPart(form, value);
  if (digitsIn(secret) < minDigits || entropyOf(secret) < minEntropy) return false;
  if (context !== null && !context.test(near())) return false;
  if (isPlaceholder(secret) || isReference(secret)) return false;
  return family !== 'jwt' || isTokenOfSomebody(value);
}

/** What nobody may know: a URL has a host too, and what all keys of a form begin with says nothing. */
function secretPart({ writing }: KeyForm, value: string): string {
  writing.pattern.lastIndex = 0;
  const inner = writing.pattern.exec(value)?.groups?.['secret'];
  if (inner !== undefined) return inner;
  const prefix = writing.lead === 0 ? writing.anchors.find((text) => value.startsWith(text)) : '';
  return value.slice(prefix?.length ?? 0);
}
