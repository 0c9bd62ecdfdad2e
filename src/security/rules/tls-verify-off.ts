import {
  yamlAt,
  yamlBoolean,
  yamlEntries,
  yamlItems,
  yamlText,
  yamlChild,
  type YamlEntry,
  type YamlNode,
} from '../../config/yaml-document.ts';
import type { Severity } from '../../diagnostics/finding.ts';
import type { Project } from '../project.ts';
import { variableMatch } from '../reading/visible-place.ts';
import { fixIn } from '../reading/match-parts.ts';
import { readAddress } from '../reading/address.ts';
import { assignmentsOf } from '../reading/assignments.ts';
import type { Assignment } from '../reading/assignment.ts';
import { gatewayConfigs, placeOf, type GatewayView } from '../reading/gateway-config.ts';
import { isDevelopment } from '../reading/profile.ts';
import { removeFix } from '../reading/setting-matches.ts';
import { isOff, unsetFix } from '../reading/switches.ts';
import type { Fix, Match, Rule } from '../rule.ts';

/** LGW304. */
export const tlsVerifyOff: Rule = {
  code: 'LGW304',
  name: 'tls-verify-off',
  summary: 'Certificates are not checked.',
  severity: 'critical',
  confidence: 'high',
  persona: 'regular',
  fix: 'safe',
  why:
    'Encryption without checking who answers protects from nobody who stands in between: keys and ' +
    'prompts can be read and answers made up. For one server in a private network with a ' +
    'certificate of its own it is a warning, as in a file for development; on the same machine it is ' +
    'nothing. The setting is taken out ' +
    'where only public hosts, whose certificates are known everywhere, depend on it.',
  help: 'remove it; for a certificate of your own name the CA: `ssl_verify: /etc/ssl/our-ca.pem`',
  bad: { 'config.yaml': 'litellm_settings:\n  ssl_verify: false\n' },
  good: { 'config.yaml': 'litellm_settings:\n  ssl_verify: /etc/ssl/our-ca.pem\n' },
  references: ['https://docs.litellm.ai/docs/guides/security_settings'],
  check,
};

function* check(project: Project): Generator<Match> {
  for (const view of gatewayConfigs(project)) {
    for (const { entry, owner } of settingsOf(view)) {
      const reach = reachOf(owner === null ? basesOf(view) : [owner]);
      const severity = owner === null ? 'critical' : SEVERITY[reach];
      if (severity === null) continue;
      const fix = reach === 'public' ? removeFix(view.file, entry) : null;
      yield matchOf(view, entry, { severity, fix });
    }
  }
  for (const assignment of assignmentsOf(project)) yield* variableMatches(project, assignment);
}

const message = 'certificates are not checked: whoever stands in between can read along';
const SETTINGS: ReadonlySet<string> = new Set(['ssl_verify', 's3_verify', 'verify_ssl', 'verify']);

/** A setting for everything, or of one `owner` who has an address of its own. */
interface OffSetting {
  readonly entry: YamlEntry;
  readonly owner: YamlNode | null;
}

function settingsOf({ root }: GatewayView): readonly OffSetting[] {
  const sections = ['litellm_settings', 'general_settings', 'router_settings'];
  const paramsOf = (list: string): readonly YamlNode[] =>
    yamlItems(yamlChild(root, list)).flatMap((item) => yamlChild(item, 'litellm_params') ?? []);
  const owners = [
    ...paramsOf('model_list'),
    ...paramsOf('guardrails'),
    ...yamlEntries(yamlChild(root, 'mcp_servers')).map(({ value }) => value),
  ];
  const cache = yamlAt(root, 'litellm_settings', 'cache_params');
  return [
    ...sections.flatMap((section) => offIn(yamlChild(root, section), null)),
    ...offIn(cache, null),
    ...owners.flatMap((owner) => offIn(owner, owner)),
  ];
}

function offIn(node: YamlNode | null, owner: YamlNode | null): readonly OffSetting[] {
  return yamlEntries(node)
    .filter(({ key, value }) => SETTINGS.has(key) && yamlBoolean(value) === false)
    .map((entry) => ({ entry, owner }));
}

type Reach = 'public' | 'private' | 'local';
const SEVERITY: Readonly<Record<Reach, Severity | null>> = {
  public: 'critical',
  private: 'warning',
  local: null,
};

/** The furthest of some owners; a provider without an address of its own is public. */
function reachOf(owners: readonly YamlNode[]): Reach {
  const reaches = owners.map((owner) => {
    const base = ['api_base', 'base_url', 'url'].flatMap(
      (key) => yamlText(yamlChild(owner, key)) ?? [],
    );
    const [text] = base;
    if (text === undefined) return 'public';
    const reach = readAddress(text)?.reach ?? 'internal-name';
    if (reach === 'loopback') return 'local';
    return reach === 'public-name' || reach === 'public-ip' ? 'public' : 'private';
  });
  // For all of them it is only right to take it out when every one is public.
  if (reaches.every((reach) => reach === 'public')) return 'public';
  return reaches.every((reach) => reach === 'local') ? 'local' : 'private';
}

function basesOf({ root }: GatewayView): readonly YamlNode[] {
  return yamlItems(yamlChild(root, 'model_list')).flatMap(
    (item) => yamlChild(item, 'litellm_params') ?? [],
  );
}

function matchOf(
  { file }: GatewayView,
  entry: YamlEntry,
  { severity, fix }: { readonly severity: Severity; readonly fix: Fix | null },
): Match {
  const place = placeOf(file, entry.value);
  return { ...place, message, severity, ...fixIn(fix) };
}

const OFF_NAME =
  /^(?:(?:\w+_)?SSL_VERIFY|(?:\w+_)?VERIFY_SSL|NODE_TLS_REJECT_UNAUTHORIZED|PYTHONHTTPSVERIFY)$/;
const BUNDLES: ReadonlySet<string> = new Set(['CURL_CA_BUNDLE', 'REQUESTS_CA_BUNDLE']);

function* variableMatches(project: Project, assignment: Assignment): Generator<Match> {
  const { file, name, value } = assignment;
  // An empty bundle turns the check off in old versions of Python's requests.
  if (!(OFF_NAME.test(name) && isOff(value)) && !(BUNDLES.has(name) && value === '')) return;
  const isPublic = gatewayConfigs(project).every((view) => reachOf(basesOf(view)) === 'public');
  const fix = isPublic ? unsetFix(assignment) : null;
  const severity = isDevelopment(file.path) ? 'warning' : 'critical';
  yield { ...variableMatch(project, assignment, message), severity, ...fixIn(fix) };
}
