import type { MaskMode } from '../../src/config/render/mask-value.ts';
import type { UnresolvedPolicy } from '../../src/config/render/render-text.ts';

/** What `llmgw render-config` is asked. */
export interface RenderConfigOptions {
  /** null: the usual one. */
  readonly file: string | null;
  /** By dotted path. */
  readonly set: ReadonlyMap<string, string>;
  readonly unresolved: UnresolvedPolicy;
  readonly mode: 'preserve' | 'canonical';
  readonly format: 'yaml' | 'json';
  readonly mask: MaskMode;
  readonly provenance: 'none' | 'comments' | 'json';
  readonly variables: boolean;
  readonly hash: boolean;
  readonly validate: boolean;
  /** Only compare the result with the file of `output`. */
  readonly check: boolean;
  readonly output: string | null;
  /** `running`, a file or a git reference; null: nothing is compared. */
  readonly diff: string | null;
  /** The difference as `diff -u` shows it. */
  readonly text: boolean;
  /** Of the running gateway. */
  readonly url: URL;
  /** A difference ends with 2. */
  readonly exitCode: boolean;
}
