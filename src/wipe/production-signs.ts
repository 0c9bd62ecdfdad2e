import type { OtherSession, Surroundings } from '../db/queries/wipe-read-signs.ts';
import { isProduction } from './marker.ts';
import type { Identity, Manifest } from './types.ts';

/** Everything that may tell a database in use from one that nobody would miss. */
export interface Evidence {
  readonly identity: Identity;
  readonly manifest: Manifest;
  readonly surroundings: Surroundings;
  readonly sessions: readonly OtherSession[];
  /** Requests were billed within the last 24 hours. */
  readonly recentSpend: boolean;
  /** Rows were written while it was watched. */
  readonly written: boolean;
}

const PRODUCTION_NAME = /(^|[^a-z])(prod|production|prd|live|main)([^a-z]|$)/i;
const MANAGED_HOST =
  /\.(rds\.amazonaws\.com|compute-1\.amazonaws\.com|supabase\.(co|com)|neon\.tech|database\.azure\.com|ondigitalocean\.com|aivencloud\.com|render\.com|rlwy\.net|railway\.app|timescale\.com|tsdb\.cloud|crunchybridge\.com|cloudsql\.google(apis)?\.com|fly\.dev|psdb\.cloud)$/i;
const MANY_BYTES = 1_000_000_000;
const MANY_ROWS = 100_000;

type Sign = (evidence: Evidence) => string | false;

const SIGNS: readonly Sign[] = [
  ({ identity }) => isProduction(identity.marker) && `the database is marked ${identity.marker}`,
  ({ identity }) => PRODUCTION_NAME.test(identity.database) && `its name is ${identity.database}`,
  ({ identity }) => PRODUCTION_NAME.test(identity.host) && `its host is ${identity.host}`,
  ({ identity }) => MANAGED_HOST.test(identity.host) && 'its host is a managed service',
  ({ surroundings }) => surroundings.slots > 0 && `${surroundings.slots} replication slots`,
  ({ surroundings }) => surroundings.standbys > 0 && `${surroundings.standbys} standbys`,
  ({ surroundings: { publications } }) =>
    publications.length > 0 && `it is published: ${publications.join(', ')}`,
  ({ sessions }) => sessions.length > 0 && `${sessions.length} other sessions`,
  ({ sessions }) => {
    const addresses = new Set(sessions.map(({ address }) => address));
    return addresses.size > 1 && `clients from ${addresses.size} addresses`;
  },
  ({ recentSpend }) => recentSpend && 'requests were billed within 24 hours',
  ({ written }) => written && 'rows are being written now',
  ({ manifest }) => totalOf(manifest, 'bytes') > MANY_BYTES && 'more than 1 GB',
  ({ manifest }) => totalOf(manifest, 'rows') > MANY_ROWS && 'more than 100,000 rows',
];

/** Reasons to take a database for one in production, in words; empty: none. */
export function findProductionSigns(evidence: Evidence): readonly string[] {
  return SIGNS.flatMap((sign) => sign(evidence) || []);
}

/** Rows or bytes of everything that would go. */
export function totalOf({ targets }: Manifest, what: 'rows' | 'bytes'): number {
  return targets.reduce((sum, target) => sum + target[what], 0);
}
