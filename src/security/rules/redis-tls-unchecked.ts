import {
  yamlBoolean,
  yamlEntries,
  yamlItems,
  type YamlEntry,
  type YamlNode,
} from '../../config/yaml-document.ts';
import type { Project, ProjectFile } from '../project.ts';
import { variableMatch } from '../reading/visible-place.ts';
import type { Assignment } from '../reading/assignment.ts';
import { assignmentsOf } from '../reading/assignments.ts';
import { gatewayConfigs } from '../reading/gateway-config.ts';
import { maskOfAddress, placeIn } from '../reading/match-parts.ts';
import type { Match, Rule } from '../rule.ts';

/** LGW305. */
export const redisTlsUnchecked: Rule = {
  code: 'LGW305',
  name: 'redis-tls-unchecked',
  summary: 'The certificate or the name of a Redis server is not checked.',
  severity: 'warning',
  confidence: 'high',
  persona: 'regular',
  fix: 'none',
  why:
    'Cached answers, counters and sessions go through Redis. Who answers in its place reads and ' +
    'changes them.',
  help: 'remove it; for a certificate of your own name the CA with `ssl_ca_certs`',
  bad: {
    'config.yaml': `litellm_settings:
  cache_params:
    type: redis
    ssl: true
    ssl_cert_reqs: none
`,
  },
  good: {
    'config.yaml': `litellm_settings:
  cache_params:
    type: redis
    ssl: true
    ssl_ca_certs: /etc/ssl/our-ca.pem
`,
  },
  references: ['https://docs.litellm.ai/docs/proxy/caching'],
  check,
};

const NOT_CHECKED = /^(?:none|null|cert_none|false|0|)$/i;
const IN_URL =
  /^rediss:\/\/\S*[?&](ssl_cert_reqs=(?:none|CERT_NONE|optional)|ssl_check_hostname=(?:false|0))/i;

function* check(project: Project): Generator<Match> {
  for (const { file, root } of gatewayConfigs(project)) {
    for (const entry of entriesBelow(root)) {
      const message = faultOf(entry);
      if (message !== null) yield { ...placeOfEntry(file, entry), message };
    }
  }
  for (const assignment of assignmentsOf(project)) {
    // Those of a configuration are told above.
    if (assignment.file.kind !== 'gateway') yield* addressMatches(project, assignment);
  }
}

/** A value that is left out has no place of its own. */
function placeOfEntry(
  file: ProjectFile,
  { keyStart, keyEnd, value }: YamlEntry,
): Omit<Match, 'message'> {
  const { start, end, path } = value;
  const span = end > start ? { start, end } : { start: keyStart, end: keyEnd };
  const text = value.kind === 'scalar' ? value.text : '';
  return { ...placeIn({ file, span, path }), ...maskOfAddress(text) };
}

function* addressMatches(project: Project, assignment: Assignment): Generator<Match> {
  const { file, name, value, path, lines, span } = assignment;
  const found = IN_URL.exec(value ?? '')?.[1];
  if (found === undefined) return;
  const start = span.start + (value ?? '').indexOf(found);
  const part = { start, end: start + found.length };
  const place = { ...{ file, name, value, path, lines }, span: part };
  yield variableMatch(project, place, UNCHECKED);
}

const UNCHECKED = 'the certificate of this Redis server is not checked';

function faultOf({ key, value }: YamlEntry): string | null {
  if (value.kind !== 'scalar') return null;
  if (key === 'ssl_cert_reqs') return NOT_CHECKED.test(value.text) ? UNCHECKED : null;
  if (key === 'ssl_check_hostname' && yamlBoolean(value) === false)
    return 'the certificate of this Redis server may be that of another one';
  return IN_URL.test(value.text) ? UNCHECKED : null;
}

function* entriesBelow(node: YamlNode): Generator<YamlEntry> {
  for (const item of yamlItems(node)) yield* entriesBelow(item);
  for (const entry of yamlEntries(node)) {
    yield entry;
    yield* entriesBelow(entry.value);
  }
}
