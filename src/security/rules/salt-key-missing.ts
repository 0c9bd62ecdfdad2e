import type { Project } from '../project.ts';
import { placeIn } from '../reading/match-parts.ts';
import { givesVariable } from '../reading/caller-auth.ts';
import { databasePlaces, type DatabasePlace } from '../reading/database-places.ts';
import { gatewayContainers } from '../reading/deployment-context.ts';
import { isVariableMentioned, keyVariables } from '../reading/gateway-keys.ts';
import { purposeOf } from '../reading/purpose.ts';
import type { Match, Rule } from '../rule.ts';

/** LGW207. */
export const saltKeyMissing: Rule = {
  code: 'LGW207',
  name: 'salt-key-missing',
  summary: 'A gateway with a database and no salt key.',
  severity: 'warning',
  confidence: 'high',
  persona: 'regular',
  fix: 'none',
  why:
    'Credentials in the database are encrypted with the salt key, or with the master key when there ' +
    'is none. Then the master key cannot be changed without making them unreadable. A salt key is ' +
    'always a variable, so a configuration alone cannot show it: then it is only mentioned. No key ' +
    'is made here, because a new one would make unreadable what is stored already.',
  help:
    'for a new database set LITELLM_SALT_KEY to the output of `openssl rand -hex 32`; for one with ' +
    'stored credentials run `llmgw reencrypt-db` with the new key',
  bad: {
    'compose.yaml': `services:
  gateway:
    image: ghcr.io/berriai/litellm:v1.84.0
    environment:
      LITELLM_MASTER_KEY: \${LITELLM_MASTER_KEY}
      DATABASE_URL: \${DATABASE_URL}
`,
  },
  good: {
    'compose.yaml': `services:
  gateway:
    image: ghcr.io/berriai/litellm:v1.84.0
    environment:
      LITELLM_MASTER_KEY: \${LITELLM_MASTER_KEY}
      LITELLM_SALT_KEY: \${LITELLM_SALT_KEY}
      DATABASE_URL: \${DATABASE_URL}
`,
  },
  references: ['https://docs.litellm.ai/docs/proxy/prod'],
  check,
};

function* check(project: Project): Generator<Match> {
  const names = keyVariables(project, 'salt');
  if (isVariableMentioned(project, names)) return;
  const containers = gatewayContainers(project).filter(({ kind }) => kind !== 'dockerfile');
  const isShown = containers.some((one) => givesVariable(project, one, names) === 'nobody');
  // Once is enough: a container that has both a variable and a configuration is one gateway.
  const places = databasePlaces(project).filter(({ file }) => purposeOf(file) === 'use');
  const inContainers = places.filter(({ container }) => container !== null);
  for (const place of inContainers.length > 0 ? inContainers : places)
    yield matchOf(place, isShown);
}

function matchOf({ file, span, path, isLiteral }: DatabasePlace, isShown: boolean): Match {
  return {
    ...placeIn({ file, span, path }),
    message: isShown
      ? 'the gateway has a database and no salt key: the master key encrypts what is stored'
      : 'nothing here gives the gateway with this database a salt key',
    severity: isShown ? 'warning' : 'info',
    ...(isLiteral ? { secret: 'weak' } : {}),
  };
}
