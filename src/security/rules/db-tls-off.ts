import type { Project } from '../project.ts';
import { addressMatch } from '../reading/address-match.ts';
import { postgresUrls, type DatabaseUrl } from '../reading/database-urls.ts';
import { fixIn } from '../reading/match-parts.ts';
import { isPublic, isRemote } from '../reading/reach.ts';
import type { Fix, Match, Rule } from '../rule.ts';

/** LGW503. */
export const dbTlsOff: Rule = {
  code: 'LGW503',
  name: 'db-tls-off',
  summary: 'A connection to a database elsewhere that need not be encrypted.',
  severity: 'warning',
  confidence: 'high',
  persona: 'regular',
  fix: 'unsafe',
  why:
    'Without `sslmode`, with `allow` or `prefer`, a client takes plain text when the other side ' +
    'offers nothing better, and whoever stands between is the other side. With `disable` all of it is ' +
    'readable: towards the internet that is critical. The same machine, a socket and the names of ' +
    'containers and cluster services are left alone.',
  help:
    'write `?sslmode=verify-full`; LiteLLM’s own client (Prisma) calls the same ' +
    '`sslmode=require&sslaccept=strict`',
  bad: {
    '.env': 'DATABASE_URL=postgresql://gateway:${DB_PASSWORD}@db.example.com/gateway\n',
  },
  good: {
    '.env':
      'DATABASE_URL=postgresql://gateway:${DB_PASSWORD}@db.example.com/gateway?sslmode=verify-full\n',
  },
  references: ['https://www.postgresql.org/docs/current/libpq-ssl.html#LIBPQ-SSL-PROTECTION'],
  check,
};

const ENCRYPTED = /^(?:require|verify-ca|verify-full|no-verify)$/;

function* check(project: Project): Generator<Match> {
  for (const url of postgresUrls(project)) {
    const { address, options } = url;
    // A folder as the host is a socket.
    if (!isRemote(address) || options.get('host')?.startsWith('/') === true) continue;
    const mode = modeOf(url);
    if (ENCRYPTED.test(mode)) continue;
    const isOff = mode === 'disable';
    const message = isOff
      ? 'this connection to a database is not encrypted'
      : 'this connection to a database is only encrypted when nobody objects';
    yield {
      ...addressMatch(project, url, message),
      severity: isOff && isPublic(address) ? 'critical' : 'warning',
      ...fixIn(fixOf(url)),
    };
  }
}

function modeOf({ options }: DatabaseUrl): string {
  const isOn = /^(?:true|1|require)$/.test(options.get('ssl') ?? '');
  return options.get('sslmode')?.toLowerCase() ?? (isOn ? 'require' : '');
}

const MODE = /([?&]sslmode=)([\w-]*)/i;

function fixOf({ file, span }: DatabaseUrl): Fix | null {
  const written = file.text.slice(span.start, span.end);
  const found = MODE.exec(written);
  const start =
    span.start + (found === null ? written.length : found.index + (found[1] ?? '').length);
  const place = { start, end: start + (found?.[2] ?? '').length };
  const text =
    found === null ? `${written.includes('?') ? '&' : '?'}sslmode=verify-full` : 'verify-full';
  // What is shared between commands is theirs to change: only a URL that ends here is.
  if (/[#\s]/.test(written)) return null;
  const edits = [{ kind: 'replace', file: file.path, span: place, text } as const];
  return { class: 'unsafe', title: 'check the certificate of the database', edits };
}
