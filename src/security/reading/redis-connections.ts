import {
  yamlBoolean,
  yamlChild,
  yamlEntry,
  yamlText,
  type YamlMap,
} from '../../config/yaml-document.ts';
import type { Project, ProjectFile } from '../project.ts';
import type { Edit, Span } from '../rule.ts';
import { isReference } from '../secrets/placeholders.ts';
import { readAddress, type Address } from './address.ts';
import { innerSpan } from './assignment.ts';
import { assignmentsTo } from './assignments.ts';
import { withDefaults } from './compose-services.ts';
import { redisUrls, type DatabaseUrl } from './database-urls.ts';
import { gatewayConfigs, type GatewayView } from './gateway-config.ts';
import { isVariableMentioned } from './gateway-keys.ts';
import { addEntry } from './setting-edits.ts';
import { isOn } from './switches.ts';

/** How something of the project connects to Redis. */
export interface RedisConnection {
  readonly file: ProjectFile;
  readonly span: Span;
  readonly path: string | null;
  /** The variable that says so; null: a configuration does. */
  readonly name: string | null;
  readonly address: Address;
  readonly hasPassword: boolean;
  readonly isEncrypted: boolean;
  /** Whether nothing outside of this place can add a password: so it is with a URL. */
  readonly isWhole: boolean;
  /** What encrypts it; null: another place has to change. */
  readonly encryption: Edit | null;
}

const PASSWORD = new Set(['REDIS_PASSWORD', 'REDIS_URL', 'REDIS_SENTINEL_PASSWORD']);
const HOST = new Set(['REDIS_HOST']);
const TLS = new Set(['REDIS_SSL']);
const known = new WeakMap<Project, readonly RedisConnection[]>();

/** The connections to Redis whose host is written: URLs, and hosts with what stands beside them. */
export function redisConnections(project: Project): readonly RedisConnection[] {
  const connections = known.get(project) ?? findConnections(project);
  known.set(project, connections);
  return connections;
}

function findConnections(project: Project): readonly RedisConnection[] {
  const given = {
    hasPassword: isVariableMentioned(project, PASSWORD),
    isEncrypted: assignmentsTo(project, TLS).some(({ value }) => isOn(value)),
  };
  return [
    ...redisUrls(project).flatMap(ofUrl),
    ...gatewayConfigs(project).flatMap((view) => ofSettings(view, given)),
    ...assignmentsTo(project, HOST).flatMap(({ file, span, path, name, value }) => {
      const address = readHost(value);
      const place = { file, span, path, name, isWhole: false, encryption: null };
      return address === null ? [] : [{ ...place, address, ...given }];
    }),
  ];
}

function ofUrl(url: DatabaseUrl): readonly RedisConnection[] {
  const { file, span, path, name, address, scheme, hasPassword } = url;
  if (address === null) return [];
  const isEncrypted = scheme === 'rediss';
  const isWritten = file.text.startsWith('redis:', span.start);
  const behind = span.start + 'redis'.length;
  const place = { file: file.path, span: { start: behind, end: behind } };
  const encryption = isWritten ? ({ kind: 'replace', ...place, text: 's' } as const) : null;
  const facts = { address, hasPassword, isEncrypted, isWhole: true, encryption };
  return [{ file, span, path, name, ...facts }];
}

/** What variables add to settings that do not say it themselves. */
interface Given {
  readonly hasPassword: boolean;
  readonly isEncrypted: boolean;
}

function ofSettings({ file, root }: GatewayView, given: Given): readonly RedisConnection[] {
  const cache = yamlChild(yamlChild(root, 'litellm_settings'), 'cache_params');
  const router = yamlChild(root, 'router_settings');
  return [
    ...(cache?.kind === 'map' ? ofMap(file, cache, CACHE_KEYS, given) : []),
    ...(router?.kind === 'map' ? ofMap(file, router, ROUTER_KEYS, given) : []),
  ];
}

interface Keys {
  readonly host: string;
  readonly password: string;
  /** null: only a variable can say it. */
  readonly tls: string | null;
}

const CACHE_KEYS: Keys = { host: 'host', password: 'password', tls: 'ssl' };
const ROUTER_KEYS: Keys = { host: 'redis_host', password: 'redis_password', tls: null };

function ofMap(
  file: ProjectFile,
  map: YamlMap,
  { host, password, tls }: Keys,
  given: Given,
): readonly RedisConnection[] {
  const node = yamlChild(map, host);
  const address = readHost(yamlText(node));
  if (node?.kind !== 'scalar' || address === null) return [];
  const flag = tls === null ? null : yamlChild(map, tls);
  return [
    {
      file,
      span: innerSpan(node),
      path: node.path,
      name: null,
      address,
      hasPassword: given.hasPassword || (yamlText(yamlChild(map, password)) ?? '') !== '',
      isEncrypted: flag === null ? given.isEncrypted : yamlBoolean(flag) !== false,
      isWhole: false,
      encryption: tls === null ? null : encryptionOf(file, map, tls),
    },
  ];
}

function encryptionOf(file: ProjectFile, map: YamlMap, key: string): Edit | null {
  const flag = yamlEntry(map, key)?.value;
  if (flag === undefined) return addEntry(file, map, `${key}: true`);
  const span = { start: flag.start, end: flag.end };
  return { kind: 'replace', file: file.path, span, text: 'true' };
}

function readHost(text: string | null): Address | null {
  const host = withDefaults(text ?? '').trim();
  if (host === '' || host.includes('?') || isReference(host) || host.includes('://')) return null;
  return readAddress(host);
}
