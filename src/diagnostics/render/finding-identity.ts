import { createHash } from 'node:crypto';
import type { Finding } from '../finding.ts';

/** The page of a code, a path below this project. */
export function docsOf(code: string): string {
  return `docs/rules/${code}.md`;
}

/** What a finding is known by: its own fingerprint, else one of its words and its place in the file's structure. */
export function fingerprintOf({ fingerprint, code, position, path, message }: Finding): string {
  if (fingerprint !== undefined) return fingerprint;
  const parts = ['llmgw/v1', code, position?.file ?? '', path ?? '', message];
  return createHash('sha256').update(parts.join('\0')).digest('hex').slice(0, 32);
}
