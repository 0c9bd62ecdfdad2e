import type { Severity } from '../../diagnostics/finding.ts';
import type { Project } from '../project.ts';
import { databaseUrls, type DatabaseUrl } from '../reading/database-urls.ts';
import { isDevelopment } from '../reading/profile.ts';
import { purposeOf } from '../reading/purpose.ts';
import type { Match, Rule } from '../rule.ts';
import { claimedSecrets, placeOfSecret, type ClaimedSecret } from '../secrets/claim.ts';
import { isDefaultPassword } from '../secrets/default-password.ts';
import { moveToVariable } from '../secrets/move-to-variable.ts';

/** LGW502. */
export const dbLiteralDsn: Rule = {
  code: 'LGW502',
  name: 'db-literal-dsn',
  summary: 'The address of a database with its password, written out.',
  severity: 'critical',
  confidence: 'high',
  persona: 'regular',
  fix: 'unsafe',
  why:
    'Whoever reads the file, or any old version of it, has the database: keys, spend, and what ' +
    'callers wrote. Of a database on the same machine, in a file for development, and in an example ' +
    'it is a warning.',
  help: 'write `os.environ/DATABASE_URL` here, keep the address in the environment, change the password',
  bad: { 'config.yaml': 'general_settings:\n  database_url: {{database-url}}\n' },
  good: { 'config.yaml': 'general_settings:\n  database_url: os.environ/DATABASE_URL\n' },
  references: ['https://docs.litellm.ai/docs/proxy/configs'],
  check,
};

function* check(project: Project): Generator<Match> {
  for (const found of claimedSecrets(project, 'LGW502')) {
    const { file, secret } = found;
    const url = urlAround(project, found);
    // LGW501 says worse of it.
    if (url !== null && hasDefaultPassword(url)) continue;
    const isRedis = secret.value.startsWith('redis');
    const name = isRedis ? 'REDIS_URL' : 'DATABASE_URL';
    const fix = secret.inComment
      ? null
      : moveToVariable(project, { file, span: secret.span, name });
    yield {
      ...placeOfSecret(found),
      message: 'the password of a database stands in its address here',
      severity: severityOf(found, url),
      ...(fix === null ? {} : { fix }),
    };
  }
}

function urlAround(project: Project, { file, secret }: ClaimedSecret): DatabaseUrl | null {
  const found = databaseUrls(project).find(
    ({ file: other, span }) =>
      other === file && span.start <= secret.span.start && secret.span.end <= span.end,
  );
  return found ?? null;
}

function hasDefaultPassword({ password, user, database }: DatabaseUrl): boolean {
  return password !== null && isDefaultPassword(password.text, user, database);
}

function severityOf({ file, secret }: ClaimedSecret, url: DatabaseUrl | null): Severity {
  if (purposeOf(file.path) !== 'use' || isDevelopment(file.path) || secret.inComment)
    return 'warning';
  return url?.address?.reach === 'loopback' ? 'warning' : 'critical';
}
