import {
  yamlAt,
  yamlChild,
  yamlItems,
  yamlText,
  type YamlNode,
} from '../../config/yaml-document.ts';
import { filesOf, type Project, type ProjectFile } from '../project.ts';
import { innerSpan, type Assignment } from './assignment.ts';
import type { Container } from './container.ts';
import { textsOf, wordsOf } from './yaml-texts.ts';

/** One object of a Kubernetes file. */
export interface KubernetesObject {
  readonly file: ProjectFile;
  readonly kind: string;
  readonly name: string;
  readonly root: YamlNode;
}

/** The objects of every Kubernetes file; those in a `List` too. */
export function kubernetesObjects(project: Project): readonly KubernetesObject[] {
  return filesOf(project, 'kubernetes').flatMap((file) =>
    file.yaml.roots
      .flatMap((root) =>
        textAt(root, 'kind') === 'List' ? yamlItems(yamlChild(root, 'items')) : [root],
      )
      .map((root) => ({
        file,
        kind: textAt(root, 'kind'),
        name: yamlText(yamlAt(root, 'metadata', 'name')) ?? '',
        root,
      })),
  );
}

/** The containers of every pod and pod template, without those that only prepare it. */
export function kubernetesContainers(project: Project): readonly Container[] {
  return kubernetesObjects(project).flatMap(({ file, root }) =>
    podsOf(root).flatMap((pod) =>
      yamlItems(yamlAt(pod, 'spec', 'containers')).map((node) => containerOf(file, pod, node)),
    ),
  );
}

/** A pod is one itself, or stands under `spec.template`, of a cron job deeper. */
function podsOf(root: YamlNode): readonly YamlNode[] {
  const template =
    yamlAt(root, 'spec', 'template') ?? yamlAt(root, 'spec', 'jobTemplate', 'spec', 'template');
  return [template ?? root];
}

function containerOf(file: ProjectFile, pod: YamlNode, node: YamlNode): Container {
  const name = yamlChild(node, 'name') ?? node;
  return {
    kind: 'kubernetes',
    file,
    name: yamlText(name) ?? '',
    span: { start: name.start, end: name.end },
    path: node.path,
    image: yamlText(yamlChild(node, 'image')),
    command: [...wordsOf(yamlChild(node, 'command')), ...wordsOf(yamlChild(node, 'args'))].join(
      ' ',
    ),
    environment: yamlItems(yamlChild(node, 'env')).flatMap((item) => variableOf(file, item)),
    envFiles: [],
    hasOutsideVariables: yamlItems(yamlChild(node, 'envFrom')).length > 0,
    mounts: [],
    ports: [],
    usesHostNetwork: yamlText(yamlAt(pod, 'spec', 'hostNetwork')) === 'true',
    dockerfile: null,
    labels: textsOf(yamlAt(pod, 'metadata', 'labels')),
  };
}

function variableOf(file: ProjectFile, item: YamlNode): readonly Assignment[] {
  const [name, value] = [yamlChild(item, 'name'), yamlChild(item, 'value')];
  const text = yamlText(name);
  if (name === null || text === null) return [];
  const written = yamlText(value);
  const span =
    value?.kind === 'scalar' && written !== null
      ? innerSpan(value)
      : { start: name.start, end: name.end };
  return [{ file, name: text, value: written, span, path: (value ?? name).path, lines: null }];
}

function textAt(root: YamlNode, key: string): string {
  return yamlText(yamlChild(root, key)) ?? '';
}
