import type { Confidence, FixClass, Severity } from '../diagnostics/finding.ts';
import type { Project } from './project.ts';

/** How much noise a reader wants: `pedantic` adds rules marked so, `auditor` those of low confidence. */
export type Persona = 'regular' | 'pedantic' | 'auditor';

/** One thing to look for: pure, no I/O, no printing. The documentation page is made from it. */
export interface Rule {
  /** Stable, `LGWnnn`. */
  readonly code: string;
  /** The file's name, kebab-case. */
  readonly name: string;
  /** One sentence: what is wrong where this rule speaks. */
  readonly summary: string;
  /** The usual ones; a match may say others. */
  readonly severity: Severity;
  readonly confidence: Confidence;
  /** From which persona on it speaks; `regular` mostly. */
  readonly persona: Persona;
  /** The best class of fix it can offer. */
  readonly fix: FixClass | 'none';
  /** A paragraph: what can happen. */
  readonly why: string;
  /** A paragraph: what to do. */
  readonly help: string;
  /**
   * The smallest files where it speaks and where it does not; shown on its page and held by its
   * test. `{{groq}}` stands for a key of that form (`secrets/key-forms.ts`), made when it is needed.
   */
  readonly bad: Sample;
  readonly good: Sample;
  /** Public pages to read further. */
  readonly references: readonly string[];
  check(project: Project): Iterable<Match>;
}

/** Files by path. */
export type Sample = Readonly<Record<string, string>>;

/** Where a rule speaks, and what it says there. */
export interface Match {
  readonly file: string;
  /** Offsets in the file's text, in UTF-16 units; absent: the whole file. */
  readonly span?: Span;
  /** What is wrong, without any secret. */
  readonly message: string;
  /** Instead of the rule's own. */
  readonly help?: string;
  readonly severity?: Severity;
  readonly confidence?: Confidence;
  /** YAML path of the value. */
  readonly path?: string;
  /**
   * What the span holds. `strong`: a random secret, masked and hashed. `weak`: a password or a known
   * default, masked and never hashed: who has the hash would have the password. Absent: no secret.
   */
  readonly secret?: 'strong' | 'weak';
  readonly related?: readonly {
    readonly file: string;
    readonly span: Span;
    readonly message: string;
  }[];
  readonly fix?: Fix;
}

/** Part of a text: offsets in UTF-16 units, the end behind the last one. */
export interface Span {
  readonly start: number;
  readonly end: number;
}

/** What mends it. All edits are made, or none. */
export interface Fix {
  readonly class: FixClass;
  /** What it does, in a few words: `read it from GROQ_API_KEY`. */
  readonly title: string;
  readonly edits: readonly Edit[];
}

/** One change of a file. */
export type Edit =
  | { readonly kind: 'replace'; readonly file: string; readonly span: Span; readonly text: string }
  /** Adds a line at the end unless it is there; makes the file when it is not there. */
  | { readonly kind: 'append'; readonly file: string; readonly line: string }
  | { readonly kind: 'chmod'; readonly file: string; readonly mode: number };
