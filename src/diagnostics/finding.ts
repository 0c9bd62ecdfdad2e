/** How bad a finding is: `critical` stops what it concerns, `warning` does not. */
export type Severity = 'critical' | 'warning' | 'info';

/** How sure a finding is, apart from how bad it would be. */
export type Confidence = 'high' | 'medium' | 'low';

/** A place in a file; lines and columns count from 1, columns in UTF-16 units. */
export interface Position {
  readonly file: string;
  readonly line: number;
  readonly column: number;
}

/** Where a finding ends, in the file of its position: the column behind the last character. */
export interface EndPosition {
  readonly line: number;
  readonly column: number;
}

/** Whether a fix can change what works: `unsafe` ones are only made when asked for. */
export type FixClass = 'safe' | 'unsafe';

/** One thing that is wrong or odd, as data: rendering is somebody else's work. */
export interface Finding {
  /** Stable, `LGWnnn`. */
  readonly code: string;
  /** Readable and as stable, kebab-case. */
  readonly name: string;
  readonly severity: Severity;
  /** What is wrong. Never holds a secret. */
  readonly message: string;
  /** The edit or command that mends it. */
  readonly help?: string;
  readonly position?: Position;
  readonly end?: EndPosition;
  /** The dotted path of the value, e.g. `model_list[0].litellm_params.model`. */
  readonly path?: string;
  /** `high` when it is not said. */
  readonly confidence?: Confidence;
  /**
   * The same for the same fault when lines above it come or go, another one when the value changes:
   * 32 hexadecimal digits. What a baseline and a code-scanning service know a finding by.
   */
  readonly fingerprint?: string;
  /** What stands where the place points, fit to be shown: secrets are masked already. */
  readonly shown?: string;
  /** Other places that belong to it. */
  readonly related?: readonly { readonly position: Position; readonly message: string }[];
  readonly fix?: { readonly class: FixClass; readonly title: string };
}
