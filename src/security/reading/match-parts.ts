import type { ProjectFile } from '../project.ts';
import type { Fix, Match, Span } from '../rule.ts';

/** What a reading found, with its place. */
interface Placed {
  readonly file: ProjectFile | string;
  readonly span: Span;
  readonly path: string | null;
}

/** Where something stands, in the shape of a match. */
export function placeIn({ file, span, path }: Placed): Pick<Match, 'file' | 'span' | 'path'> {
  const place = { file: typeof file === 'string' ? file : file.path, span };
  return path === null ? place : { ...place, path };
}

/** A fix in the shape of a match; nothing where there is none. */
export function fixIn(fix: Fix | null): Pick<Match, 'fix'> {
  return fix === null ? {} : { fix };
}

/** Masks an address that holds more than an address: a password, a query. */
export function maskOfAddress(text: string): Pick<Match, 'secret'> {
  return /^[^/?#]*\/\/[^/?#]*@|[?&]/.test(text) ? { secret: 'weak' } : {};
}
