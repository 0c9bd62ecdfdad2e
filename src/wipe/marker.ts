import type { Queryable } from '../db/database.ts';
import { readMarker } from '../db/queries/read-marker.ts';

const THROW_AWAY: ReadonlySet<string> = new Set(['dev', 'development', 'test', 'ci']);
const PRODUCTION: ReadonlySet<string> = new Set(['production', 'prod', 'live']);
const IN_COMMENT = /\benvironment\s*[=:]\s*([a-z][a-z0-9_-]*)/i;

/** A word that may stand as the environment of a database. */
export const MARKER = /^[a-z][a-z0-9_-]{0,39}$/;

/**
 * What the database says it is for: `environment` of `llmgw.meta`, else `environment=…` in its comment.
 * In lower case; null when it says nothing.
 */
export async function findMarker(db: Queryable, comment: string | null): Promise<string | null> {
  const marker = (await readMarker(db)) ?? IN_COMMENT.exec(comment ?? '')?.[1] ?? null;
  return marker === null ? null : marker.toLowerCase();
}

/** Whether a database says that it may be thrown away. */
export function isThrowAway(marker: string | null): boolean {
  return marker !== null && THROW_AWAY.has(marker);
}

/** Whether a database says that it is in production. */
export function isProduction(marker: string | null): boolean {
  return marker !== null && PRODUCTION.has(marker);
}
