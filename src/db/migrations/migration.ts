/** One step of our own schema. A published step is never edited: the next one mends it. */
export interface Migration {
  /** 1, 2, 3…: without gaps. */
  readonly version: number;
  readonly name: string;
  /** The oldest version whose programs can still work on the schema after this step. */
  readonly readableSince: number;
  readonly statements: readonly string[];
}
