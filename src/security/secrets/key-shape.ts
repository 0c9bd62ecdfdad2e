/**
 * How a key is written: texts and runs of one alphabet. From it come both the pattern that finds
 * keys and the made-up keys of the tests, and no pattern made from it can backtrack badly: a run is
 * bounded and is never repeated.
 */
export type Shape = readonly Part[];

/** A text as it is, one of several texts, or a run of characters. */
export type Part = string | OneOf | Run;

export interface OneOf {
  readonly oneOf: readonly string[];
}

export interface Run {
  readonly of: Alphabet;
  readonly min: number;
  readonly max: number;
}

/** Characters, once as a class of a pattern and once written out. */
export interface Alphabet {
  readonly chars: string;
}

const [UPPER, LOWER, DIGIT] = [
  'ABCDEFGHIJKLMNOPQRSTUVWXYZ',
  'abcdefghijklmnopqrstuvwxyz',
  '0123456789',
];

const ALPHABETS = {
  alnum: { chars: UPPER + LOWER + DIGIT },
  lowerAlnum: { chars: LOWER + DIGIT },
  upperAlnum: { chars: UPPER + DIGIT },
  base32: { chars: `${UPPER}234567` },
  hex: { chars: `${DIGIT}abcdef` },
  digit: { chars: DIGIT },
  word: { chars: `${UPPER}${LOWER}${DIGIT}_` },
  urlSafe: { chars: `${UPPER}${LOWER}${DIGIT}_-` },
  base64: { chars: `${UPPER}${LOWER}${DIGIT}+/` },
  entra: { chars: `${UPPER}${LOWER}${DIGIT}_~.-` },
} as const satisfies Readonly<Record<string, Alphabet>>;

/** `run('alnum', 52)`: 52 of them; `run('alnum', 36, 255)`: so many to so many. */
export function run(name: keyof typeof ALPHABETS, min: number, max = min): Run {
  return { of: ALPHABETS[name], min, max };
}

/** One of these texts. */
export function oneOf(...texts: readonly string[]): OneOf {
  return { oneOf: texts };
}

/** What is needed to find keys of one form, and to make them up. */
export interface Writing {
  /** Texts one of which each key holds; none: only the words around it give it away. */
  readonly anchors: readonly string[];
  /** How many characters of the key stand before the anchor. */
  readonly lead: number;
  /** Sticky; a group `secret`, if there is one, is the part that nobody may know. */
  readonly pattern: RegExp;
  /** A made-up key, from random numbers in [0, 1). */
  readonly make: (random: () => number) => string;
}

/** What a shape means. */
export function writingOf(shape: Shape): Writing {
  const make = (random: () => number): string => fillShape(shape, random);
  return { ...anchorsOf(shape), pattern: patternOf(shape), make };
}

/** A sticky pattern: it does not end inside of a longer word of the same characters. */
function patternOf(shape: Shape): RegExp {
  return new RegExp(`${shape.map(sourceOf).join('')}${endOf(shape.at(-1))}`, 'y');
}

function anchorsOf(shape: Shape): Pick<Writing, 'anchors' | 'lead'> {
  let lead = 0;
  for (const part of shape) {
    if (typeof part === 'string') return { anchors: [part], lead };
    if ('oneOf' in part) return { anchors: part.oneOf, lead };
    if (part.min !== part.max) break;
    lead += part.min;
  }
  return { anchors: [], lead: 0 };
}

function fillShape(shape: Shape, random: () => number): string {
  const pick = <T>(values: ArrayLike<T>): T | undefined =>
    values[Math.floor(random() * values.length)];
  return shape
    .map((part) => {
      if (typeof part === 'string') return part;
      if ('oneOf' in part) return pick(part.oneOf) ?? '';
      return Array.from({ length: part.min }, () => pick(part.of.chars) ?? '').join('');
    })
    .join('');
}

function sourceOf(part: Part): string {
  if (typeof part === 'string') return quote(part);
  if ('oneOf' in part) return `(?:${part.oneOf.map(quote).join('|')})`;
  const count = part.min === part.max ? `{${part.min}}` : `{${part.min},${part.max}}`;
  return `${classOf(part.of)}${count}`;
}

/** Base64 may be padded, and whatever ends in it can be followed by a dash. */
function endOf(last: Part | undefined): string {
  const isBase64 = typeof last === 'object' && 'of' in last && last.of === ALPHABETS.base64;
  return isBase64 ? '={0,2}(?![\\w+/=])' : '(?![\\w-])';
}

function classOf({ chars }: Alphabet): string {
  const ranges = chars.replace(UPPER, 'A-Z').replace(LOWER, 'a-z').replace(DIGIT, '0-9');
  const last = ranges.endsWith('-') ? `${ranges.slice(0, -1)}\\-` : ranges;
  return `[${last.replace('/', '\\/')}]`;
}

/** Literal text in a pattern. */
export function quote(text: string): string {
  return text.replaceAll(/[.*+?^${}()|[\]\\/-]/g, '\\$&');
}
