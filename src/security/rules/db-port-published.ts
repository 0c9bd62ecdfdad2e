import { yamlEntries, yamlItems, type YamlNode } from '../../config/yaml-document.ts';
import type { Project, ProjectFile } from '../project.ts';
import type { PublishedPort } from '../reading/container.ts';
import { fixIn, placeIn } from '../reading/match-parts.ts';
import { isDevelopment } from '../reading/profile.ts';
import { purposeOf } from '../reading/purpose.ts';
import { addEntry } from '../reading/setting-edits.ts';
import { openPorts } from '../reading/store-services.ts';
import type { Edit, Fix, Match, Rule } from '../rule.ts';

/** LGW506. */
export const dbPortPublished: Rule = {
  code: 'LGW506',
  name: 'db-port-published',
  summary: 'The port of a database on every interface of the host.',
  severity: 'warning',
  confidence: 'high',
  persona: 'regular',
  fix: 'safe',
  why:
    'Containers of one network reach each other without it. Docker publishes past most host ' +
    'firewalls, so the database stands open to whoever reaches the machine. In a file for ' +
    'development or tests it is only mentioned.',
  help: 'remove it, or publish it on the loopback: `127.0.0.1:5432:5432`',
  bad: {
    'compose.yaml': `services:
  db:
    image: postgres:17
    ports: ['5432:5432']
`,
  },
  good: {
    'compose.yaml': `services:
  db:
    image: postgres:17
    ports: ['127.0.0.1:5432:5432']
`,
  },
  references: ['https://docs.docker.com/engine/network/packet-filtering-firewalls/'],
  check,
};

const NAMES: ReadonlyMap<number, string> = new Map([
  [5432, 'PostgreSQL'],
  [6379, 'Redis'],
]);

function* check(project: Project): Generator<Match> {
  for (const { container, port } of openPorts(project, new Set(NAMES.keys()))) {
    const { file } = container;
    const { span, path, target, hostIp } = port;
    const where = hostIp === null ? 'on every interface of the host' : `on ${hostIp}`;
    const isForOneself = isDevelopment(file.path) || purposeOf(file.path) !== 'use';
    yield {
      ...placeIn({ file, span, path }),
      message: `${NAMES.get(target ?? 0) ?? 'a database'} is published ${where}`,
      ...(isForOneself ? { severity: 'info' } : {}),
      ...fixIn(fixOf(file, port)),
    };
  }
}

/** Where an address is written already, somebody chose it. */
function fixOf(file: ProjectFile, port: PublishedPort): Fix | null {
  if (port.hostIp !== null) return null;
  const edit = shortEdit(file, port) ?? longEdit(file, port);
  return edit === null
    ? null
    : { class: 'safe', title: 'publish it on the loopback', edits: [edit] };
}

const WRITTEN = /^(["']?)([^"'\s{}:]+|\$\{[^}]*\})(:[^"'\s{}:]+|:\$\{[^}]*\})?\1$/;

/** `5432:5432`, or `5432` alone, which gets a port of the host by chance. */
function shortEdit({ path, text }: ProjectFile, { span }: PublishedPort): Edit | null {
  const written = WRITTEN.exec(text.slice(span.start, span.end));
  if (written === null) return null;
  const start = span.start + (written[1] ?? '').length;
  const address = written[3] === undefined ? '127.0.0.1::' : '127.0.0.1:';
  return { kind: 'replace', file: path, span: { start, end: start }, text: address };
}

function longEdit(file: ProjectFile, { path }: PublishedPort): Edit | null {
  const map = file.yaml.roots
    .flatMap((root) => [...nodesBelow(root)])
    .find((node) => node.path === path);
  return map?.kind === 'map' ? addEntry(file, map, 'host_ip: 127.0.0.1') : null;
}

function* nodesBelow(node: YamlNode): Generator<YamlNode> {
  yield node;
  for (const item of yamlItems(node)) yield* nodesBelow(item);
  for (const { value } of yamlEntries(node)) yield* nodesBelow(value);
}
