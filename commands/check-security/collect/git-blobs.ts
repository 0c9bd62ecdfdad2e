import type { Reading } from './collected.ts';
import { decodeText } from './decode-text.ts';
import { runGit, type GitPlace } from './git.ts';

/** A version of a file, as git keeps it. */
export interface BlobEntry {
  readonly path: string;
  readonly blob: string;
}

/** The blobs by their names; those that are larger than `limit` bytes, or gone, are null. */
export async function readBlobs(
  place: GitPlace,
  blobs: readonly string[],
  limit: number,
): Promise<ReadonlyMap<string, Buffer | null>> {
  const unique = [...new Set(blobs)];
  const small = await smallBlobs(place, unique, limit);
  const result = new Map<string, Buffer | null>(unique.map((blob) => [blob, null]));
  if (small.length === 0) return result;
  const output = await runGit(place, ['cat-file', '--batch'], lines(small));
  for (const [blob, bytes] of parseBatch(output)) result.set(blob, bytes);
  return result;
}

/** Their sizes are asked first: a repository may hold films. */
async function smallBlobs(
  place: GitPlace,
  blobs: readonly string[],
  limit: number,
): Promise<readonly string[]> {
  if (blobs.length === 0) return [];
  const output = await runGit(place, ['cat-file', '--batch-check'], lines(blobs));
  return output
    .toString('latin1')
    .split('\n')
    .flatMap((line) => {
      const [blob = '', type, size] = line.split(' ');
      return type === 'blob' && Number(size) <= limit ? [blob] : [];
    });
}

const NEWLINE = 10;

function* parseBatch(output: Buffer): Generator<readonly [string, Buffer]> {
  let at = 0;
  while (at < output.length) {
    const end = output.indexOf(NEWLINE, at);
    if (end === -1) return;
    const [blob = '', , size = '0'] = output.toString('latin1', at, end).split(' ');
    const start = end + 1;
    yield [blob, output.subarray(start, start + Number(size))];
    at = start + Number(size) + 1;
  }
}

function lines(blobs: readonly string[]): string {
  return `${blobs.join('\n')}\n`;
}

/** A version as it would be read from the disk: it has no mode. */
export function readingOf(path: string, bytes: Buffer | null): Reading {
  const place = { path, mode: null, origin: 'tracked' as const };
  if (bytes === null) return { kind: 'unread', file: { ...place, reason: 'too-large' } };
  const decoded = decodeText(bytes);
  if (decoded === null) return { kind: 'unread', file: { ...place, reason: 'binary' } };
  return { kind: 'text', facts: { ...place, text: decoded.text } };
}
