/** A version as Python packages have it (PEP 440), and as tags of images write it. */
export interface PythonVersion {
  /** As it is written, without `v`. */
  readonly text: string;
  /** `1.82.3` is `[1, 82, 3]`. */
  readonly release: readonly number[];
  /** `rc1` is `['rc', 1]`; null: no early one. */
  readonly pre: readonly ['a' | 'b' | 'rc', number] | null;
  readonly post: number | null;
  readonly dev: number | null;
}

// Tags add `-stable` and `-nightly`, which say nothing of the order, and `.patch.1`, which is a `post`.
const VERSION =
  /^v?(?<release>\d+(?:\.\d+)*)(?:[._-]?(?<stage>alpha|a|beta|b|preview|pre|c|rc)[._-]?(?<pre>\d*))?(?:[._-](?:stable|nightly))?(?:[._-]?(?:post|rev|patch|r)[._-]?(?<post>\d*))?(?:[._-]?dev[._-]?(?<dev>\d*))?(?:\+[\w.-]+)?$/i;

const STAGES: Readonly<Record<string, 'a' | 'b' | 'rc'>> = {
  alpha: 'a',
  a: 'a',
  beta: 'b',
  b: 'b',
};
const RANKS = { a: 0, b: 1, rc: 2 } as const;

/** Reads a version; null: it is none. */
export function readVersion(text: string): PythonVersion | null {
  const groups = VERSION.exec(text.trim())?.groups;
  if (groups === undefined) return null;
  const { release = '', stage, pre, post, dev } = groups;
  return {
    text: text.trim().replace(/^v/i, ''),
    release: release.split('.').map(Number),
    pre: stage === undefined ? null : [STAGES[stage.toLowerCase()] ?? 'rc', numberOf(pre) ?? 0],
    post: numberOf(post),
    dev: numberOf(dev),
  };
}

/** A number that is left out is 0; null: the part itself is. */
function numberOf(digits: string | undefined): number | null {
  return digits === undefined ? null : Number(digits);
}

/** Below zero: the first comes before the second, as PEP 440 orders them. */
export function compareVersions(one: PythonVersion, other: PythonVersion): number {
  const [a, b] = [orderOf(one), orderOf(other)];
  const length = Math.max(one.release.length, other.release.length);
  for (let at = 0; at < length; at += 1) {
    const difference = (one.release[at] ?? 0) - (other.release[at] ?? 0);
    if (difference !== 0) return difference;
  }
  const at = a.findIndex((part, index) => part !== b[index]);
  return at === -1 ? 0 : (a[at] ?? 0) < (b[at] ?? 0) ? -1 : 1;
}

/** Whether a version comes before another one. */
export function isBefore(one: PythonVersion, other: PythonVersion): boolean {
  return compareVersions(one, other) < 0;
}

/** `1.dev0` comes before `1a0`, that before `1rc0`, `1` and `1.post0`. */
function orderOf({ pre, post, dev }: PythonVersion): readonly number[] {
  const isEarliest = pre === null && post === null && dev !== null;
  const stage = pre === null ? (isEarliest ? -1 : RANKS.rc + 1) : RANKS[pre[0]];
  return [stage, pre?.[1] ?? 0, post ?? -1, dev ?? Infinity];
}
