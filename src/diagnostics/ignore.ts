import type { EndPosition, Position } from './finding.ts';

/** One suppression, as somebody wrote it. */
export interface Ignore {
  readonly by: 'inline' | 'file';
  /** Where it is written. */
  readonly position: Position;
  readonly end: EndPosition;
  /** Codes or names, as written. */
  readonly rules: readonly string[];
  /** '' when there is none: then it does not hold. */
  readonly reason: string;
  /** Its last day, `YYYY-MM-DD`; null: for ever. */
  readonly until: string | null;
  /** Whether it reaches this place; what the rules are is asked apart. */
  covers(place: Covered): boolean;
  /** The text to take out when it is of no use; null: a person must. */
  readonly removal: Removal | null;
}

/** Where a finding is, as far as a suppression asks. */
export interface Covered {
  readonly file: string;
  readonly line: number;
  /** YAML path; '' for none. */
  readonly path: string;
}

/** Offsets in the file's text, in UTF-16 units. */
export interface Removal {
  readonly file: string;
  readonly start: number;
  readonly end: number;
}
