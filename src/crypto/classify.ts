import { decodesToNothing } from './base64.ts';
import type { Place, Shape } from './formats.ts';
import { KeyTrial, type OpenedThrough } from './key-trial.ts';
import { looksLikeSecret, shapeOf, type TextShape } from './looks-encrypted.ts';
import type { SaltKey } from './salt-key.ts';

/**
 * What a stored text is:
 * `new` on the new key; `old` on an old one; `double` ciphertext within ciphertext; `lenient` opened,
 * but so encoded that LiteLLM may not read it; `plain`; `plain-secret` plain and shaped like a key;
 * `foreign` shaped like ciphertext, no key opens it; `corrupt` named as ciphertext by prefix or
 * marker, no key opens it; `empty` no base64 at all, which LiteLLM takes for an empty value.
 */
export type ValueClass =
  'new' | 'old' | 'plain' | 'plain-secret' | 'foreign' | 'corrupt' | 'double' | 'empty' | 'lenient';

/** A verdict. What is opened has `shape` and `plain`; the buffers are the caller's to zero. */
export interface Classified {
  readonly kind: ValueClass;
  /** Which old key opened the (outermost) value; null: the new one did, or none. */
  readonly keyIndex: number | null;
  readonly shape: Shape | null;
  /** What the outermost layer holds; of a `double`, again ciphertext. */
  readonly plain: Buffer | null;
  /** What the innermost layer holds; the same buffer as `plain` where there is but one. */
  readonly unwrapped: Buffer | null;
  /** How many layers were opened: 0 none, 2 or more `double`. */
  readonly layers: number;
}

/** The keys of a rotation. */
export interface ClassifyKeys {
  readonly next: SaltKey | null;
  readonly old: readonly SaltKey[];
}

interface Known {
  readonly trial: KeyTrial;
  /** Position among the old keys; null: the new key, or an old one that equals it. */
  readonly indexOf: ReadonlyMap<SaltKey, number | null>;
}

const OF_UNOPENED: Readonly<Record<TextShape, ValueClass>> = {
  v2: 'corrupt',
  v3: 'corrupt',
  llmgw1: 'corrupt',
  marked: 'corrupt',
  'unknown-prefix': 'foreign',
  'nacl-like': 'foreign',
  none: 'plain',
};

const known = new WeakMap<ClassifyKeys, Known>();

/**
 * Tells what a stored text is. Whether it is ciphertext, and of which key, is decided by opening it,
 * never by its looks. Pass the same `keys` object every time: the order in which its keys are tried
 * is kept with it.
 */
export function classifyValue(text: string, keys: ClassifyKeys, place: Place): Classified {
  if (decodesToNothing(text)) return unopened('empty');
  const { trial, indexOf } = knownOf(keys);
  const opened = trial.open(text, place);
  if (opened === null) return unopened(kindOfUnopened(text));
  const keyIndex = indexOf.get(opened.outer.key) ?? null;
  return {
    kind: kindOfOpened(opened, keyIndex),
    keyIndex,
    shape: opened.outer.shape,
    plain: opened.outer.plain,
    unwrapped: opened.innermost,
    layers: opened.layers,
  };
}

function kindOfOpened({ layers, outer }: OpenedThrough, keyIndex: number | null): ValueClass {
  if (layers > 1) return 'double';
  if (outer.lenient) return 'lenient';
  return keyIndex === null ? 'new' : 'old';
}

function kindOfUnopened(text: string): ValueClass {
  const kind = OF_UNOPENED[shapeOf(text)];
  return kind === 'plain' && looksLikeSecret(text) ? 'plain-secret' : kind;
}

function unopened(kind: ValueClass): Classified {
  return { kind, keyIndex: null, shape: null, plain: null, unwrapped: null, layers: 0 };
}

function knownOf(keys: ClassifyKeys): Known {
  let entry = known.get(keys);
  if (entry === undefined) {
    const indexOf = indexKeys(keys);
    entry = { trial: new KeyTrial([...indexOf.keys()]), indexOf };
    known.set(keys, entry);
  }
  return entry;
}

/** Every key once. A value that the new key opens is new, even where an old key is the same. */
function indexKeys({ next, old }: ClassifyKeys): Map<SaltKey, number | null> {
  const indexOf = new Map<SaltKey, number | null>();
  if (next !== null) indexOf.set(next, null);
  for (const [index, key] of old.entries()) {
    const twin = [...indexOf.keys()].some((other) => other.equals(key));
    if (!twin) indexOf.set(key, index);
  }
  return indexOf;
}
