import { suggest } from '../core/suggest.ts';
import type { Finding } from './finding.ts';
import type { Covered, Ignore, Removal } from './ignore.ts';
import { metaFinding } from './meta-finding.ts';
import type { SuppressedFinding } from './report.ts';

/** What suppressions are judged by. */
export interface SuppressContext {
  /** Every rule there is: an unknown one is a typo. */
  readonly known: readonly { readonly code: string; readonly name: string }[];
  /** Codes of the rules that looked: only of these can be said that nothing was suppressed. */
  readonly ran: ReadonlySet<string>;
  /** `YYYY-MM-DD`. */
  readonly today: string;
  /** Whether everything was looked at, so that a suppression of nothing is one. */
  readonly tellsUnused: boolean;
}

/** What is left, what is not, and what is to be said of the suppressions themselves. */
export interface Suppressed<F extends Finding> {
  readonly findings: readonly F[];
  readonly suppressed: readonly (SuppressedFinding & { readonly finding: F })[];
  readonly notes: readonly SuppressionNote[];
  /** How many suppressions are past their last day. */
  readonly expired: number;
}

/** LGW001 to LGW004, and the text that could be taken out. */
export interface SuppressionNote {
  readonly finding: Finding;
  readonly removal: Removal | null;
}

/**
 * Takes out the findings that somebody decided to live with. A suppression needs a reason and must
 * not be past its last day, else it suppresses nothing.
 */
export function suppress<F extends Finding>(
  findings: readonly F[],
  ignores: readonly Ignore[],
  context: SuppressContext,
): Suppressed<F> {
  const judged = ignores.map((ignore) => new JudgedIgnore(ignore, context));
  const kept: F[] = [];
  const suppressed: (SuppressedFinding & { readonly finding: F })[] = [];
  for (const finding of findings) {
    const ignore = judged.find((candidate) => candidate.takes(finding))?.ignore;
    if (ignore === undefined) kept.push(finding);
    else suppressed.push({ finding, by: ignore.by, reason: ignore.reason });
  }
  return {
    findings: kept,
    suppressed,
    notes: judged.flatMap((one) => one.notes()),
    expired: judged.filter(({ isExpired }) => isExpired).length,
  };
}

const DAY = /^\d{4}-\d{2}-\d{2}$/;

class JudgedIgnore {
  readonly ignore: Ignore;
  readonly isExpired: boolean;
  readonly #context: SuppressContext;
  readonly #codes: ReadonlyMap<string, string | null>;
  readonly #used = new Set<string>();

  constructor(ignore: Ignore, context: SuppressContext) {
    this.ignore = ignore;
    this.#context = context;
    this.isExpired = ignore.until !== null && !isOpen(ignore.until, context.today);
    this.#codes = new Map(ignore.rules.map((word) => [word, codeOf(word, context)]));
  }

  takes(finding: Finding): boolean {
    if (!this.#holds || ![...this.#codes.values()].includes(finding.code)) return false;
    if (!this.ignore.covers(placeOf(finding))) return false;
    this.#used.add(finding.code);
    return true;
  }

  notes(): readonly SuppressionNote[] {
    const { ignore } = this;
    const unknown = [...this.#codes].flatMap(([word, code]) => (code === null ? [word] : []));
    return [
      ...(ignore.rules.length === 0 ? [this.#say(...NO_RULES)] : []),
      ...unknown.map((word) => this.#unknown(word)),
      ...(ignore.reason === '' ? [this.#say('ignore-without-reason', NO_REASON)] : []),
      ...(this.isExpired ? [this.#say('ignore-expired', expiry(ignore.until ?? ''))] : []),
      ...this.#unused(),
    ];
  }

  get #holds(): boolean {
    return this.ignore.reason !== '' && !this.isExpired;
  }

  #unknown(word: string): SuppressionNote {
    const { known } = this.#context;
    const meant = suggest(word, [...known.map(({ name }) => name), ...known.map((r) => r.code)]);
    const help = meant === null ? {} : { help: `did you mean ${meant}?` };
    return this.#say('ignore-unknown-rule', `there is no rule \`${clip(word)}\``, help);
  }

  #unused(): readonly SuppressionNote[] {
    const { tellsUnused, ran } = this.#context;
    if (!this.#holds || !tellsUnused) return [];
    const codes = [...this.#codes.values()].flatMap((code) => code ?? []);
    const idle = codes.filter((code) => ran.has(code) && !this.#used.has(code));
    if (idle.length === 0) return [];
    const isWhole = idle.length === this.ignore.rules.length && this.ignore.removal !== null;
    const fix = isWhole ? { fix: { class: 'safe', title: 'remove it' } as const } : {};
    const note = this.#say('ignore-unused', `nothing here is found by ${idle.join(', ')}`, fix);
    return [isWhole ? { ...note, removal: this.ignore.removal } : note];
  }

  #say(
    name: Parameters<typeof metaFinding>[0],
    message: string,
    detail: Pick<Finding, 'help' | 'fix'> = {},
  ): SuppressionNote {
    const { position, end, rules } = this.ignore;
    const identity = `${rules.join(',')} ${message}`;
    const finding = metaFinding(name, { message, position, end, identity, ...detail });
    return { finding, removal: null };
  }
}

const NO_REASON = 'it gives no reason, so it does not hold';
const NO_RULES = [
  'ignore-unknown-rule',
  'it names no rule: write `ignore[LGW310]`, not `ignore` alone',
] as const;

function expiry(until: string): string {
  return DAY.test(until) ? `it held until ${until}` : 'its last day is no date: YYYY-MM-DD';
}

/** The last day itself still counts. */
function isOpen(until: string, today: string): boolean {
  return DAY.test(until) && until >= today;
}

function codeOf(word: string, { known }: SuppressContext): string | null {
  const wanted = word.toLowerCase();
  const rule = known.find(({ code, name }) => code.toLowerCase() === wanted || name === wanted);
  return rule?.code ?? null;
}

function placeOf({ position, path }: Finding): Covered {
  return { file: position?.file ?? '', line: position?.line ?? 0, path: path ?? '' };
}

/** A key that was pasted into the brackets by mistake is not repeated. */
function clip(word: string): string {
  return word.length > 32 ? `${word.slice(0, 6)}…` : word;
}
