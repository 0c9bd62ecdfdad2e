import { createHash } from 'node:crypto';
import type { Identity, Manifest, WipeRequest } from './types.ts';

/** How long a token is good for. */
export const TOKEN_LIFE_MS = 15 * 60_000;

const SLOT_MS = 10_000;
const LIFE_SLOTS = TOKEN_LIFE_MS / SLOT_MS;
/** Older tokens are not told from wrong ones. */
const MEMORY_SLOTS = (24 * 3_600_000) / SLOT_MS;
/** Without letters and digits that are mistaken for one another. */
const ALPHABET = '23456789ABCDEFGHJKLMNPQRSTUVWXYZ';
const LENGTH = 8;

/** What a token stands for: change any of it, and the token is another. */
export interface TokenSubject {
  readonly identity: Identity;
  readonly request: WipeRequest;
  readonly manifest: Manifest;
}

/** What a token turned out to be. */
export type TokenVerdict = 'valid' | 'expired' | 'other';

/** `NK-7Q2F-9XKD`: names this wipe of this database for the next 15 minutes. Nothing is stored. */
export function makeToken(subject: TokenSubject, wallMs: number): string {
  const size = sizeClass(subject.manifest);
  return format(digest(fingerprint(subject), size, slotOf(wallMs)));
}

/**
 * Checks a token against what is there now. The number of rows may have grown or shrunk by a factor of
 * three; a factor of ten makes it another wipe.
 */
export function checkToken(token: string, subject: TokenSubject, wallMs: number): TokenVerdict {
  const wanted = token.trim().toUpperCase();
  const print = fingerprint(subject);
  const size = sizeClass(subject.manifest);
  const now = slotOf(wallMs);
  for (let age = 0; age <= MEMORY_SLOTS; age += 1) {
    const matches = [size - 1, size, size + 1].some(
      (one) => format(digest(print, one, now - age)) === wanted,
    );
    if (matches) return age <= LIFE_SLOTS ? 'valid' : 'expired';
  }
  return 'other';
}

/** Whether a wipe that was planned is still the same one: same database, tables, order of rows. */
export function isSameWipe(planned: TokenSubject, found: TokenSubject): boolean {
  const drift = Math.abs(sizeClass(planned.manifest) - sizeClass(found.manifest));
  return fingerprint(planned) === fingerprint(found) && drift <= 1;
}

function fingerprint({ identity, request, manifest }: TokenSubject): string {
  const { systemIdentifier, databaseOid, database } = identity;
  return JSON.stringify([
    ...[systemIdentifier, databaseOid, database, manifest.schema],
    ...[request.scope, request.method, request.withMigrations],
    manifest.targets.map(({ oid }) => oid).sort((a, b) => a - b),
    [...manifest.views].sort(),
  ]);
}

/** Half decades: a factor of three moves it by one at most, a factor of ten by two at least. */
function sizeClass({ targets }: Manifest): number {
  const rows = targets.reduce((sum, target) => sum + target.rows, 0);
  return Math.floor(2 * Math.log10(Math.max(1, rows)));
}

function slotOf(wallMs: number): number {
  return Math.floor(wallMs / SLOT_MS);
}

function digest(print: string, size: number, slot: number): Buffer {
  return createHash('sha256').update(`${print}|${size}|${slot}`).digest();
}

function format(bytes: Buffer): string {
  const letters = [...bytes.subarray(0, LENGTH)].map((byte) => ALPHABET[byte % ALPHABET.length]);
  return `NK-${letters.slice(0, LENGTH / 2).join('')}-${letters.slice(LENGTH / 2).join('')}`;
}
