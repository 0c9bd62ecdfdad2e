import {
  yamlChild,
  yamlItems,
  yamlText,
  type YamlEntry,
  type YamlNode,
} from '../../config/yaml-document.ts';
import { filesOf, type Project, type ProjectFile } from '../project.ts';
import { assignmentOfEntry, assignmentOfItem, type Assignment } from './assignment.ts';
import type { Container, PublishedPort } from './container.ts';
import { folderOf, resolvePath } from './project-paths.ts';
import { wordsOf } from './yaml-texts.ts';
import { mergedChild, mergedEntries } from './yaml-merge.ts';

/** The services of every compose file, each as its own file describes it. */
export function composeServices(project: Project): readonly Container[] {
  return filesOf(project, 'compose').flatMap((file) =>
    file.yaml.roots.flatMap((root) =>
      mergedEntries(yamlChild(root, 'services')).map((entry) => serviceOf(file, entry)),
    ),
  );
}

function serviceOf(file: ProjectFile, { key, keyStart, keyEnd, value }: YamlEntry): Container {
  const folder = folderOf(file.path);
  const envFiles = envFilesOf(mergedChild(value, 'env_file'));
  const environment = environmentOf(file, mergedChild(value, 'environment'));
  return {
    kind: 'compose',
    file,
    name: key,
    span: { start: keyStart, end: keyEnd },
    path: value.path,
    image: yamlText(mergedChild(value, 'image')),
    command: [
      ...wordsOf(mergedChild(value, 'entrypoint')),
      ...wordsOf(mergedChild(value, 'command')),
    ].join(' '),
    environment,
    envFiles: envFiles.flatMap((path) => resolvePath(folder, path) ?? []),
    hasOutsideVariables:
      envFiles.some((path) => resolvePath(folder, path) === null) ||
      mergedChild(value, 'extends') !== null ||
      mergedChild(value, 'secrets') !== null,
    mounts: yamlItems(mergedChild(value, 'volumes')).flatMap((item) => mountOf(item)),
    ports: yamlItems(mergedChild(value, 'ports')).flatMap(portOf),
    usesHostNetwork: yamlText(mergedChild(value, 'network_mode')) === 'host',
    dockerfile: dockerfileOf(folder, mergedChild(value, 'build')),
    labels: {},
  };
}

function environmentOf(file: ProjectFile, node: YamlNode | null): readonly Assignment[] {
  const items = yamlItems(node).flatMap((item) => (item.kind === 'scalar' ? [item] : []));
  return [
    ...mergedEntries(node).flatMap((entry) => assignmentOfEntry(file, entry)),
    ...items.map((item) => assignmentOfItem(file, item)),
  ];
}

/** One, a list of them, or a list of `{path, required}`. */
function envFilesOf(node: YamlNode | null): readonly string[] {
  const items = node?.kind === 'list' ? node.items : node === null ? [] : [node];
  return items.flatMap((item) => yamlText(item) ?? yamlText(yamlChild(item, 'path')) ?? []);
}

function mountOf(item: YamlNode): readonly string[] {
  const source = yamlText(item)?.split(':')[0] ?? yamlText(yamlChild(item, 'source'));
  return source === null ? [] : [source];
}

function dockerfileOf(folder: string, build: YamlNode | null): string | null {
  if (build === null) return null;
  const context = yamlText(build) ?? yamlText(yamlChild(build, 'context')) ?? '.';
  const name = yamlText(yamlChild(build, 'dockerfile')) ?? 'Dockerfile';
  return resolvePath(folder, `${context}/${name}`);
}

const SHORT_PORT = /^(?:(\[[^\]]*\]|[^:[\]]*):)?(?:[^:]*:)?[^:]+$/;

/** `[[host-ip:]host-port:]port`, or the long form. A variable stands for its default. */
function portOf(item: YamlNode): readonly PublishedPort[] {
  const place = { span: { start: item.start, end: item.end }, path: item.path };
  if (item.kind === 'map') {
    const [hostIp, target] = [yamlChild(item, 'host_ip'), yamlChild(item, 'target')];
    return [{ ...place, hostIp: yamlText(hostIp), target: portNumber(yamlText(target) ?? '') }];
  }
  const text = withDefaults(yamlText(item) ?? '');
  if (text === '') return [];
  const address = /^.*:.*:/.test(text) ? (SHORT_PORT.exec(text)?.[1] ?? '') : '';
  const hostIp = address === '' ? null : address.replaceAll(/[[\]]/g, '');
  return [{ ...place, hostIp, target: portNumber(text.slice(text.lastIndexOf(':') + 1)) }];
}

/** `5432`, `5432/tcp`. */
function portNumber(text: string): number | null {
  const digits = /^(\d{1,5})(?:\/\w+)?$/.exec(withDefaults(text).trim())?.[1];
  return digits === undefined ? null : Number(digits);
}

// Bounded: what is never closed is looked through once, not once for each beginning.
const VARIABLE = /\$\{\w{1,100}(?::?-([^}]{0,400})|[^}]{0,400})\}|\$\w+/g;

/** A text of a compose file with the defaults of its variables; `?` where there is none. */
export function withDefaults(text: string): string {
  return text.replaceAll(VARIABLE, (_, fallback: string | undefined) => fallback || '?');
}
