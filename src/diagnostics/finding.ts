/** How bad a finding is: `critical` stops what it concerns, `warning` does not. */
export type Severity = 'critical' | 'warning' | 'info';

/** A place in a file; lines and columns count from 1. */
export interface Position {
  readonly file: string;
  readonly line: number;
  readonly column: number;
}

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
  /** The dotted path of the value, e.g. `model_list[0].litellm_params.model`. */
  readonly path?: string;
}
