import { yamlScalars, type YamlScalar } from '../../config/yaml-document.ts';
import type { Project, ProjectFile } from '../project.ts';
import type { Match } from '../rule.ts';
import { isReference } from '../secrets/placeholders.ts';
import { readAddress, type Address } from './address.ts';
import { innerSpan } from './assignment.ts';
import { gatewayConfigs } from './gateway-config.ts';
import { maskOfAddress, placeIn } from './match-parts.ts';

/** What an address of a configuration is for. */
export type HostRole = 'upstream' | 'pass-through' | 'mcp' | 'webhook' | 'store' | 'other';

/** An address that stands in a configuration. */
export interface WrittenHost {
  readonly file: ProjectFile;
  readonly scalar: YamlScalar;
  readonly address: Address;
  readonly role: HostRole;
}

// Keys whose value is a host; under others an address needs a scheme.
const HOST_KEY =
  /^(?:host|hostname|redis_host|qdrant_host|[a-z\d_]+_host|redis_startup_nodes|sentinel_nodes)$/i;
const ADDRESS_KEY =
  /^(?:host|url|uri|target|endpoint|base|dsn|server|proxy|issuer|args)$|(?:_|^)(?:host|url|uri|base|endpoint|nodes|webhook|dsn|urls|hosts)$/i;
/** Networks, names of models and versions only look like addresses; allow lists reach nothing. */
const NO_ADDRESS =
  /(?:^|[._])(?:allowed_ips|allowed_hosts|ip_ranges|proxy_ranges|trusted_\w+|cidrs?|model|model_name|version|api_version|description|no_proxy)(?:\[\d+\])*$|(?:^|\.)headers\./i;
const CIDR = /\/\d{1,3}$/;
const HAS_SCHEME = /^[a-z][a-z\d+.-]*:\/\//i;

/** Every address of every configuration; what names a variable or fills a template is none. */
export function hostsOf(project: Project): readonly WrittenHost[] {
  return gatewayConfigs(project).flatMap(({ file, root }) =>
    [...yamlScalars(root)].flatMap(({ key, scalar }) => hostOf(file, key, scalar)),
  );
}

function hostOf(file: ProjectFile, key: string, scalar: YamlScalar): readonly WrittenHost[] {
  const text = scalar.text.trim();
  if (!isAddressKey(key, scalar.path) || text === '' || isTemplate(text)) return [];
  if (!HAS_SCHEME.test(text) && (!isHostKey(key, scalar) || CIDR.test(text))) return [];
  const address = readAddress(text);
  return address === null ? [] : [{ file, scalar, address, role: roleOf(scalar.path) }];
}

function isAddressKey(key: string, path: string): boolean {
  const isVariable = path.startsWith('environment_variables.');
  const isWebhook = path.includes('alert_to_webhook_url');
  return (isVariable || isWebhook || ADDRESS_KEY.test(key)) && !NO_ADDRESS.test(path);
}

/** `sentinel_nodes` holds pairs of host and port: a number behind a host is its port. */
function isHostKey(key: string, { path, value }: YamlScalar): boolean {
  if (!HOST_KEY.test(key)) return /^environment_variables\.\w+_HOST$/.test(path);
  return !(typeof value === 'number' && /\[\d+\]$/.test(path));
}

/** A variable inside of an address may be its host. */
function isTemplate(text: string): boolean {
  const host = /^(?:[a-z][a-z\d+.-]*:\/\/)?[^/?#]*/i.exec(text)?.[0] ?? text;
  return isReference(host) || (isReference(text) && !HAS_SCHEME.test(text));
}

function roleOf(path: string): HostRole {
  if (/\.?pass_through_endpoints\[/.test(path)) return 'pass-through';
  if (/^mcp_servers?\b|^mcp_tools\b/.test(path)) return 'mcp';
  if (/webhook/i.test(path)) return 'webhook';
  if (/redis|database|cache_params|sentinel|qdrant/i.test(path)) return 'store';
  return path.startsWith('model_list[') ? 'upstream' : 'other';
}

/** The host itself, as Docker calls it from inside. */
export function isDockerHost({ host }: Address): boolean {
  return (
    host === 'host.docker.internal' ||
    host === 'gateway.docker.internal' ||
    host === 'host.containers.internal'
  );
}

/** Whether callers decide what is sent there. */
export function isForwarded(role: HostRole): boolean {
  return role === 'pass-through' || role === 'mcp' || role === 'webhook';
}

/** Where an address stands, in the shape of a match. */
export function placeOfHost({ file, scalar }: WrittenHost): Omit<Match, 'message'> {
  const { path, text } = scalar;
  return { ...placeIn({ file, span: innerSpan(scalar), path }), ...maskOfAddress(text) };
}
