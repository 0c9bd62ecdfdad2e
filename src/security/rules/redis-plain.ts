import type { Project } from '../project.ts';
import { addressMatch } from '../reading/address-match.ts';
import { fixIn } from '../reading/match-parts.ts';
import { redisConnections, type RedisConnection } from '../reading/redis-connections.ts';
import { isRemote } from '../reading/reach.ts';
import type { Fix, Match, Rule } from '../rule.ts';

/** LGW511. */
export const redisPlain: Rule = {
  code: 'LGW511',
  name: 'redis-plain',
  summary: 'A connection to a Redis server elsewhere that is not encrypted.',
  severity: 'warning',
  confidence: 'high',
  persona: 'regular',
  fix: 'unsafe',
  why:
    'The password and all answers that are kept go over the network as they are. The same machine ' +
    'and the names of containers and cluster services are left alone.',
  help: 'write `rediss://`, or `ssl: true` beside the host',
  bad: { '.env': 'REDIS_URL=redis://:${REDIS_PASSWORD}@redis.example.com:6379\n' },
  good: { '.env': 'REDIS_URL=rediss://:${REDIS_PASSWORD}@redis.example.com:6379\n' },
  references: [
    'https://redis.io/docs/latest/operate/oss_and_stack/management/security/encryption/',
  ],
  check,
};

function* check(project: Project): Generator<Match> {
  for (const connection of redisConnections(project)) {
    if (connection.isEncrypted || !isRemote(connection.address)) continue;
    yield {
      ...addressMatch(project, connection, 'this connection to Redis is not encrypted'),
      // A variable of elsewhere may turn it on.
      ...(connection.isWhole ? {} : { confidence: 'medium' }),
      ...fixIn(fixOf(connection)),
    };
  }
}

function fixOf({ encryption }: RedisConnection): Fix | null {
  return encryption === null
    ? null
    : { class: 'unsafe', title: 'encrypt it; the server must offer that', edits: [encryption] };
}
