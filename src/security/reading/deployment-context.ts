import {
  yamlAt,
  yamlChild,
  yamlEntries,
  yamlItems,
  yamlScalars,
  yamlText,
} from '../../config/yaml-document.ts';
import { filesOf, type Project } from '../project.ts';
import type { Span } from '../rule.ts';
import { readAddress } from './address.ts';
import { composeServices } from './compose-services.ts';
import type { Container } from './container.ts';
import { dockerfileContainers } from './dockerfile-instructions.ts';
import {
  kubernetesContainers,
  kubernetesObjects,
  type KubernetesObject,
} from './kubernetes-workloads.ts';
import { folderOf, resolvePath } from './project-paths.ts';
import { purposeOf } from './purpose.ts';
import { textsOf } from './yaml-texts.ts';

/** A place from which on strangers reach the gateway. */
export interface PublicBind {
  readonly file: string;
  readonly span: Span;
  readonly path: string | null;
  /** What runs behind it; null: a script that starts the gateway on all addresses. */
  readonly container: Container | null;
}

// Not what stands beside it: `litellm-postgres`, `litellm-redis`.
const GATEWAY_IMAGE =
  /(?:^|\/)(?:[\w.-]*[_.-])?(?:litellm|llmgw)(?![\w.-]*(?:postgres|pgvector|redis|nginx|prometheus|exporter|grafana))[\w.-]*(?:[:@]|$)/;
const GATEWAY_COMMAND = /(?:^|[\s/])(?:litellm|llmgw)(?=\s|$)/;
const ALL_ADDRESSES = /--host[= ]["']?(?:0\.0\.0\.0|\[?::\]?)(?=["'\s]|$)/;
const LOOPBACK_ONLY = /--host[= ]["']?(?:127\.|localhost|\[?::1\]?)/;

const knownContainers = new WeakMap<Project, readonly Container[]>();
const knownBinds = new WeakMap<Project, readonly PublicBind[]>();

/** The containers that run a gateway, ours or LiteLLM, in files that are meant for use. */
export function gatewayContainers(project: Project): readonly Container[] {
  const containers = knownContainers.get(project) ?? findContainers(project);
  knownContainers.set(project, containers);
  return containers;
}

/** Whether it is LiteLLM and not this gateway: some defaults differ. */
export function runsLitellm({ image, command }: Container): boolean {
  return !/llmgw/.test(`${image ?? ''} ${command}`);
}

function findContainers(project: Project): readonly Container[] {
  const configs = new Set(filesOf(project, 'gateway').map(({ path }) => path));
  const built = dockerfileContainers(project).filter((one) => isGateway(one, configs));
  const dockerfiles = new Set(built.map(({ file }) => file.path));
  const run = [...composeServices(project), ...kubernetesContainers(project)].filter(
    (one) => isGateway(one, configs) || dockerfiles.has(one.dockerfile ?? ''),
  );
  return [...run, ...built].filter(({ file }) => purposeOf(file.path) === 'use');
}

/** By its image, what it starts, or the configuration it mounts. */
function isGateway(container: Container, configs: ReadonlySet<string>): boolean {
  const { image, command, mounts, file } = container;
  if (GATEWAY_IMAGE.test(image ?? '') || GATEWAY_COMMAND.test(command)) return true;
  const folder = folderOf(file.path);
  return mounts.some((mount) => configs.has(resolvePath(folder, mount) ?? ''));
}

/**
 * Where strangers reach the gateway: a published port, a load balancer, an ingress. A container
 * listens on all its addresses anyway, so `--host 0.0.0.0` only counts where nothing else decides.
 */
export function publicBinds(project: Project): readonly PublicBind[] {
  const binds = knownBinds.get(project) ?? findBinds(project);
  knownBinds.set(project, binds);
  return binds;
}

function findBinds(project: Project): readonly PublicBind[] {
  const containers = gatewayContainers(project);
  const deployed = containers.filter(({ kind }) => kind !== 'dockerfile');
  if (deployed.length === 0) return [...imageBinds(containers), ...scriptBinds(project)];
  return [...deployed.flatMap(composeBinds), ...kubernetesBinds(project, deployed)];
}

function composeBinds(container: Container): readonly PublicBind[] {
  const { file, ports, usesHostNetwork, command, span, path } = container;
  const open = ports.filter(({ hostIp }) => !isLocal(hostIp));
  if (open.length === 0 && (!usesHostNetwork || LOOPBACK_ONLY.test(command))) return [];
  const [place = { span, path }] = open;
  return [{ file: file.path, span: place.span, path: place.path, container }];
}

/** Whether a port is only published on the host itself. An address that is a variable may be anything. */
export function isLocal(hostIp: string | null): boolean {
  if (hostIp === null) return false;
  return hostIp.includes('?') || readAddress(hostIp)?.reach === 'loopback';
}

function imageBinds(containers: readonly Container[]): readonly PublicBind[] {
  return containers
    .filter(({ command }) => ALL_ADDRESSES.test(command))
    .map((container) => ({
      file: container.file.path,
      span: container.span,
      path: null,
      container,
    }));
}

const LINE = /^(?![ \t]*#)[^\n]*$/gm;

function scriptBinds(project: Project): readonly PublicBind[] {
  return filesOf(project, 'shell')
    .filter(({ path }) => purposeOf(path) === 'use')
    .flatMap(({ path, text }) =>
      [...text.matchAll(LINE)].flatMap(({ 0: line, index }) => {
        const program = line.search(/\b(?:litellm|llmgw)\b/);
        const found = program === -1 ? null : ALL_ADDRESSES.exec(line);
        if (found === null || found.index < program) return [];
        const start = index + found.index;
        return [
          {
            file: path,
            span: { start, end: start + found[0].length },
            path: null,
            container: null,
          },
        ];
      }),
    );
}

function kubernetesBinds(
  project: Project,
  containers: readonly Container[],
): readonly PublicBind[] {
  const pods = containers.filter(({ kind }) => kind === 'kubernetes');
  const objects = pods.length === 0 ? [] : kubernetesObjects(project);
  const services = objects.flatMap((object) => {
    const container =
      object.kind === 'Service' ? pods.find((pod) => isBehind(object, pod)) : undefined;
    return container === undefined ? [] : [{ object, container }];
  });
  const open = services.filter(({ object }) => isOpenService(object));
  const routed = services.flatMap(({ object, container }) =>
    objects
      .filter((other) => routesTo(other, object.name))
      .map((other) => ({ object: other, container })),
  );
  return [...open, ...routed].map(({ object, container }) => bindOf(object, container));
}

function isBehind({ root }: KubernetesObject, { labels }: Container): boolean {
  const selector = Object.entries(textsOf(yamlAt(root, 'spec', 'selector')));
  return selector.length > 0 && selector.every(([key, value]) => labels[key] === value);
}

function isOpenService({ root }: KubernetesObject): boolean {
  const type = yamlText(yamlAt(root, 'spec', 'type'));
  const annotations = yamlEntries(yamlAt(root, 'metadata', 'annotations'));
  const isInternal = annotations.some(({ key, value }) =>
    /internal/i.test(`${key} ${yamlText(value) ?? ''}`),
  );
  return (type === 'LoadBalancer' || type === 'NodePort') && !isInternal;
}

function routesTo({ kind, root }: KubernetesObject, service: string): boolean {
  if (kind !== 'Ingress') return false;
  const name = yamlText(yamlAt(root, 'spec', 'ingressClassName')) ?? '';
  if (/internal|private/i.test(name)) return false;
  const rules = yamlChild(root, 'spec');
  return (
    rules !== null &&
    [...yamlScalars(rules)].some(
      ({ key, scalar }) => (key === 'name' || key === 'serviceName') && scalar.text === service,
    )
  );
}

function bindOf({ file, root }: KubernetesObject, container: Container): PublicBind {
  const place = yamlAt(root, 'spec', 'type') ?? yamlAt(root, 'metadata', 'name') ?? root;
  return {
    file: file.path,
    span: { start: place.start, end: place.end },
    path: place.path,
    container,
  };
}

// What stands in front of a gateway and speaks TLS with the world.
const PROXY_IMAGE =
  /(?:^|\/)(?:[\w.-]*[_-])?(?:nginx|traefik|caddy|envoy|haproxy|cloudflared|swag|kong|pomerium|tailscale)[\w.-]*(?:[:@]|$)/;
const TLS_FLAGS = /--(?:ssl_keyfile_path|ssl_certfile_path|tls-cert|tls-key)\b/;

/** Whether the connections to a bind are encrypted, as far as the project shows. */
export function hasTls(project: Project, { container }: PublicBind): boolean {
  if (container === null) return false;
  if (TLS_FLAGS.test(container.command)) return true;
  if (container.environment.some(({ name }) => name === 'SSL_KEYFILE_PATH')) return true;
  if (container.kind === 'compose')
    return composeServices(project).some(({ image }) => PROXY_IMAGE.test(image ?? ''));
  return kubernetesObjects(project).some(
    ({ kind, root }) => kind === 'Ingress' && yamlItems(yamlAt(root, 'spec', 'tls')).length > 0,
  );
}
