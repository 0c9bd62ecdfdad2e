import { yamlChild, yamlScalars, yamlText } from '../../config/yaml-document.ts';
import type { Project } from '../project.ts';
import { variableMatch } from '../reading/visible-place.ts';
import { readAddress } from '../reading/address.ts';
import { assignmentsTo } from '../reading/assignments.ts';
import { gatewayConfigs, placeOf, type GatewayView } from '../reading/gateway-config.ts';
import { isVariableMentioned } from '../reading/gateway-keys.ts';
import { switchesOn } from '../reading/setting-matches.ts';
import type { Match, Rule } from '../rule.ts';

/** LGW224. */
export const jwtAuthUnverified: Rule = {
  code: 'LGW224',
  name: 'jwt-auth-unverified',
  summary: 'Tokens of others are accepted, or the keys that check them can be exchanged.',
  severity: 'critical',
  confidence: 'medium',
  persona: 'regular',
  fix: 'none',
  why:
    'A token is only worth something when it was made for this gateway: without an audience or an ' +
    'issuer the tokens of every other application of the same identity provider open it. And who ' +
    'stands between the gateway and a JWKS address without TLS puts keys of his own there. Both ' +
    'settings are usually variables: where no file shows the address of the keys, it is a warning.',
  help: 'set JWT_PUBLIC_KEY_URL to the https address of the keys, and JWT_AUDIENCE to the name of the gateway',
  bad: {
    'config.yaml': 'general_settings:\n  enable_jwt_auth: true\n',
    '.env': 'JWT_PUBLIC_KEY_URL=https://login.example.com/keys\n',
  },
  good: {
    'config.yaml': 'general_settings:\n  enable_jwt_auth: true\n',
    '.env': 'JWT_PUBLIC_KEY_URL=https://login.example.com/keys\nJWT_AUDIENCE=gateway\n',
  },
  references: ['https://docs.litellm.ai/docs/proxy/token_auth'],
  check,
};

const KEYS = new Set(['JWT_PUBLIC_KEY_URL']);
const ADDRESSEE = new Set(['JWT_AUDIENCE', 'JWT_ISSUER']);
const ADDRESSEE_KEY = /audience|issuer/i;

function* check(project: Project): Generator<Match> {
  const settings = switchesOn(project, 'enable_jwt_auth');
  const isNamed = isVariableMentioned(project, ADDRESSEE);
  const isShown = assignmentsTo(project, KEYS).length > 0;
  for (const { view, entry } of settings) {
    if (isNamed || namesAddressee(view)) continue;
    yield {
      ...placeOf(view.file, entry.value),
      message: isShown
        ? 'tokens that were made for other applications open the gateway'
        : 'nothing here says for whom tokens must be made: neither an audience nor an issuer',
      severity: isShown ? 'critical' : 'warning',
    };
  }
  if (settings.length > 0) yield* plainKeyAddresses(project);
}

function namesAddressee({ root }: GatewayView): boolean {
  const jwt = yamlChild(yamlChild(root, 'general_settings'), 'litellm_jwtauth');
  return (
    jwt !== null &&
    [...yamlScalars(jwt)].some(
      ({ key, scalar }) => ADDRESSEE_KEY.test(key) && yamlText(scalar) !== null,
    )
  );
}

function* plainKeyAddresses(project: Project): Generator<Match> {
  const message = 'the keys that check tokens come without TLS: they can be exchanged on the way';
  for (const address of assignmentsTo(project, KEYS)) {
    if (isPlain(address.value ?? '')) yield variableMatch(project, address, message);
  }
  for (const { file, root } of gatewayConfigs(project)) {
    const jwt = yamlChild(yamlChild(root, 'general_settings'), 'litellm_jwtauth');
    for (const { key, scalar } of jwt === null ? [] : yamlScalars(jwt)) {
      if (/url|jwks/i.test(key) && isPlain(scalar.text))
        yield { ...placeOf(file, scalar), message };
    }
  }
}

/** One or several with commas between them; on the same machine nobody stands in between. */
function isPlain(text: string): boolean {
  return text.split(',').some((one) => {
    const address = readAddress(one);
    return address?.scheme === 'http:' && address.reach !== 'loopback';
  });
}
