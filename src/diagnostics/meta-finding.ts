import { createHash } from 'node:crypto';
import type { EndPosition, Finding, Position } from './finding.ts';
import { META_RULES, type MetaRuleName } from './meta-rules.ts';

/** What differs from one finding of a meta rule to the next. */
export interface MetaDetail {
  readonly message: string;
  readonly position: Position;
  readonly end?: EndPosition;
  readonly path?: string;
  readonly help?: string;
  readonly fix?: NonNullable<Finding['fix']>;
  /** What tells it from others of its kind in its file, when lines move; no secret. */
  readonly identity: string;
}

/** A finding of one of `META_RULES`. */
export function metaFinding(name: MetaRuleName, detail: MetaDetail): Finding {
  const { identity, position, ...rest } = detail;
  const { code, severity, confidence, help } = META_RULES[name];
  const parts = ['llmgw/v1', code, position.file, identity];
  const fingerprint = createHash('sha256').update(parts.join('\0')).digest('hex').slice(0, 32);
  return { code, name, severity, confidence, help, ...rest, position, fingerprint };
}
