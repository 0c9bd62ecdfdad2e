import {
  yamlAt,
  yamlChild,
  yamlEntries,
  yamlItems,
  yamlText,
  type YamlNode,
} from '../../config/yaml-document.ts';
import type { Severity } from '../../diagnostics/finding.ts';
import type { Project, ProjectFile } from '../project.ts';
import { readAddress, type Address } from '../reading/address.ts';
import { innerSpan } from '../reading/assignment.ts';
import { gatewayConfigs, type GatewayView } from '../reading/gateway-config.ts';
import { isDockerHost } from '../reading/hosts.ts';
import { fixIn, maskOfAddress, placeIn } from '../reading/match-parts.ts';
import type { Fix, Match, Rule } from '../rule.ts';
import { isPlaceholder } from '../secrets/placeholders.ts';

/** LGW303. */
export const httpUpstream: Rule = {
  code: 'LGW303',
  name: 'http-upstream',
  summary: 'An upstream that is called without TLS.',
  severity: 'critical',
  confidence: 'high',
  persona: 'regular',
  fix: 'unsafe',
  why:
    'Everybody on the way reads the prompts and the key, and can answer in the upstream’s place. ' +
    'With a key to a public host that is critical, without one a warning. In a private network a ' +
    'key makes it a warning; a server there that asks for no key, and one on the same machine, are ' +
    'what they look like.',
  help: 'write `https://`',
  bad: {
    'config.yaml': `model_list:
  - model_name: fast
    litellm_params:
      model: openai/llama
      api_base: http://llm.example.com/v1
      api_key: os.environ/LLM_KEY
`,
  },
  good: {
    'config.yaml': `model_list:
  - model_name: fast
    litellm_params:
      model: openai/llama
      api_base: https://llm.example.com/v1
      api_key: os.environ/LLM_KEY
  - model_name: local
    litellm_params:
      model: ollama/llama3.2
      api_base: http://ollama:11434
`,
  },
  references: [
    'https://cheatsheetseries.owasp.org/cheatsheets/Transport_Layer_Security_Cheat_Sheet.html',
  ],
  check,
};

const BASES = ['api_base', 'base_url', 'target'] as const;
const CREDENTIALS = /^(?:api_key|azure_ad_token|client_secret|password)$/;

function* check(project: Project): Generator<Match> {
  for (const { file, root } of gatewayConfigs(project)) {
    for (const params of upstreamsOf({ file, root })) yield* matchesOf(file, params);
  }
}

/** The maps that hold an address and the key that is sent there. */
function upstreamsOf({ root }: GatewayView): readonly YamlNode[] {
  const paramsOf = (list: string): readonly (YamlNode | null)[] =>
    yamlItems(yamlChild(root, list)).map((item) => yamlChild(item, 'litellm_params'));
  return [
    ...paramsOf('model_list'),
    ...paramsOf('guardrails'),
    ...yamlItems(yamlChild(root, 'credential_list')).map((item) =>
      yamlChild(item, 'credential_values'),
    ),
    ...yamlItems(yamlAt(root, 'general_settings', 'pass_through_endpoints')),
  ].flatMap((node) => node ?? []);
}

function* matchesOf(file: ProjectFile, params: YamlNode): Generator<Match> {
  for (const key of BASES) {
    const node = yamlChild(params, key);
    const address = readAddress(yamlText(node) ?? '');
    if (node?.kind !== 'scalar' || address?.scheme !== 'http:') continue;
    const severity = severityOf(address, hasKey(params));
    if (severity === null) continue;
    const span = innerSpan(node);
    const fix = fixOf(file, span.start, address);
    yield {
      ...placeIn({ file, span, path: node.path }),
      ...maskOfAddress(node.text),
      message: hasKey(params)
        ? 'the key and the prompts go to this host in clear text'
        : 'the prompts go to this host in clear text',
      severity,
      ...fixIn(fix),
    };
  }
}

function severityOf(address: Address, isKeyed: boolean): Severity | null {
  const { reach } = address;
  if (reach === 'public-name' || reach === 'public-ip') return isKeyed ? 'critical' : 'warning';
  // Metadata services and addresses of the machine itself: other rules, or nobody on the way.
  if (reach === 'loopback' || reach === 'metadata' || isDockerHost(address)) return null;
  return isKeyed ? 'warning' : null;
}

/** What a person wrote because the client wants some key is none. */
function hasKey(params: YamlNode): boolean {
  const isSet = (node: YamlNode): boolean => {
    const text = yamlText(node)?.trim() ?? '';
    return text !== '' && !isPlaceholder(text);
  };
  const headers = ['headers', 'extra_headers'].flatMap((key) =>
    yamlEntries(yamlChild(params, key)),
  );
  return (
    yamlEntries(params).some(({ key, value }) => CREDENTIALS.test(key) && isSet(value)) ||
    headers.some(({ key, value }) => /authorization|key|token/i.test(key) && isSet(value))
  );
}

/** Whether the host answers there, no file tells; with a port of its own it hardly does. */
function fixOf(file: ProjectFile, start: number, { port }: Address): Fix | null {
  if (port !== null) return null;
  const span = { start, end: start + 'http'.length };
  const edits = [{ kind: 'replace', file: file.path, span, text: 'https' } as const];
  return { class: 'unsafe', title: 'call it with TLS', edits };
}
