/** Where a value came from. Lines count from 1. */
export type ValueSource =
  | { readonly kind: 'literal'; readonly file: string; readonly line: number }
  | {
      readonly kind: 'env-file';
      readonly name: string;
      readonly file: string;
      readonly line: number;
    }
  | { readonly kind: 'process-env'; readonly name: string }
  | {
      readonly kind: 'environment_variables';
      readonly name: string;
      readonly file: string;
      readonly line: number;
    }
  | { readonly kind: 'set' }
  | { readonly kind: 'unset'; readonly name: string };

/** A variable as it is read, and where else it was set to no effect. */
export interface KnownVariable {
  readonly value: string;
  readonly source: ValueSource;
  readonly overrode: readonly ValueSource[];
}

/** For people: `.env:7`, `environment`, `config.yaml:12`. */
export function sourceWords(source: ValueSource): string {
  if ('file' in source) return `${source.file}:${source.line}`;
  return WORDS[source.kind];
}

const WORDS = { 'process-env': 'environment', set: '--set', unset: 'not set' } as const;
