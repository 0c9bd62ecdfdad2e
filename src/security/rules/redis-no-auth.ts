import type { Severity } from '../../diagnostics/finding.ts';
import type { Project } from '../project.ts';
import { addressMatch } from '../reading/address-match.ts';
import type { Container } from '../reading/container.ts';
import { placeIn } from '../reading/match-parts.ts';
import { isDevelopment } from '../reading/profile.ts';
import { purposeOf } from '../reading/purpose.ts';
import { redisConnections, type RedisConnection } from '../reading/redis-connections.ts';
import { isRedisServer, openPorts } from '../reading/store-services.ts';
import { isRemote } from '../reading/reach.ts';
import type { Match, Rule } from '../rule.ts';

/** LGW510. */
export const redisNoAuth: Rule = {
  code: 'LGW510',
  name: 'redis-no-auth',
  summary: 'A Redis server that asks nobody for a password.',
  severity: 'critical',
  confidence: 'high',
  persona: 'regular',
  fix: 'none',
  why:
    'Answers, sessions and counters of limits are in it; whoever reaches the port reads and changes ' +
    'them, and can make the server write files. A URL of another host without a password is ' +
    'critical, and so is a server whose port is published. Inside of a network of containers it is a ' +
    'warning, and where a host is named but a variable may add the password; on the same machine it ' +
    'is only mentioned.',
  help: 'start it with `--requirepass` or an ACL, and give the password in `REDIS_PASSWORD`',
  bad: {
    'config.yaml': `litellm_settings:
  cache: true
  cache_params:
    type: redis
    url: redis://redis.example.com:6379/0
`,
  },
  good: {
    'config.yaml': `litellm_settings:
  cache: true
  cache_params:
    type: redis
    url: os.environ/REDIS_URL
`,
  },
  references: ['https://redis.io/docs/latest/operate/oss_and_stack/management/security/'],
  check,
};

// Such hosts are only reached from inside of their network, and often have no password.
const INSIDE = /\.cache\.amazonaws\.com(?:\.cn)?$/;
const REDIS_PORT = new Set([6379]);

function* check(project: Project): Generator<Match> {
  for (const connection of redisConnections(project)) {
    if (connection.hasPassword) continue;
    const message = 'nobody is asked for a password by this Redis server';
    yield {
      ...addressMatch(project, connection, message),
      severity: severityOf(connection),
      ...(connection.isWhole ? {} : { confidence: 'medium' }),
    };
  }
  for (const { container } of openPorts(project, REDIS_PORT)) {
    if (!isRedisServer(container) || asksForPassword(container)) continue;
    const message = 'this Redis server is published and asks nobody for a password';
    const severity = isForOneself(container.file.path) ? 'warning' : 'critical';
    yield { ...placeIn(container), message, severity };
  }
}

function severityOf({ file, address, isWhole }: RedisConnection): Severity {
  if (address.reach === 'loopback') return 'info';
  const isOpen = isRemote(address) && isWhole && !INSIDE.test(address.host);
  return isOpen && !isForOneself(file.path) ? 'critical' : 'warning';
}

function isForOneself(path: string): boolean {
  return isDevelopment(path) || purposeOf(path) !== 'use';
}

/** As far as the file shows: a configuration that is mounted, or variables of elsewhere, may. */
function asksForPassword(container: Container): boolean {
  const { command, environment, mounts, envFiles, hasOutsideVariables } = container;
  if (/--requirepass|--aclfile|--user\b|\.conf\b|\.sh\b/.test(command)) return true;
  const isConfigured = mounts.some((mount) => /\.conf\b|\.acl\b|\/etc\/redis/.test(mount));
  const isGiven = environment.some(({ name }) => /PASSWORD|REDIS_ARGS|_ARGS$/.test(name));
  return isConfigured || isGiven || envFiles.length > 0 || hasOutsideVariables;
}
