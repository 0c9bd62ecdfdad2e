import type { Project } from '../project.ts';
import { addressMatch } from '../reading/address-match.ts';
import { databaseUrls, type DatabaseUrl } from '../reading/database-urls.ts';
import { isDevelopment } from '../reading/profile.ts';
import { purposeOf } from '../reading/purpose.ts';
import type { Match, Rule } from '../rule.ts';

/** LGW504. */
export const dbSuperuser: Rule = {
  code: 'LGW504',
  name: 'db-superuser',
  summary: 'The gateway is the administrator of its database server.',
  severity: 'warning',
  confidence: 'medium',
  persona: 'regular',
  fix: 'none',
  why:
    'A superuser reads every database of the server, its files, and with `COPY … PROGRAM` runs ' +
    'programs: what a fault in the gateway would give away. Its tables need no more than their ' +
    'owner. On the same machine and in files for development nothing is said.',
  help: 'make a role that owns the gateway’s database: `CREATE ROLE gateway LOGIN PASSWORD …`',
  bad: { '.env': 'DATABASE_URL=postgresql://postgres:${DB_PASSWORD}@db:5432/gateway\n' },
  good: { '.env': 'DATABASE_URL=postgresql://gateway:${DB_PASSWORD}@db:5432/gateway\n' },
  references: ['https://www.postgresql.org/docs/current/role-attributes.html'],
  check,
};

const SUPERUSER =
  /^(?:postgres|rds_superuser|rdsadmin|azure_superuser|azure_pg_admin|cloudsqlsuperuser|cloudsqladmin|supabase_admin|sa|root)$/i;

function* check(project: Project): Generator<Match> {
  for (const url of databaseUrls(project)) {
    if (!isSuperuser(url) || isForOneself(url)) continue;
    yield addressMatch(project, url, 'the gateway connects as the administrator of the server');
  }
}

/** In Redis and MongoDB names mean nothing by themselves. */
function isSuperuser({ scheme, user }: DatabaseUrl): boolean {
  return /^(?:postgres|mysql|mariadb)/.test(scheme) && user !== null && SUPERUSER.test(user);
}

function isForOneself({ file, address }: DatabaseUrl): boolean {
  return (
    address?.reach === 'loopback' || isDevelopment(file.path) || purposeOf(file.path) !== 'use'
  );
}
