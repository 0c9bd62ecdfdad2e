import type { GatewayConfig } from '../../src/config/types.ts';
import { tally, type LiveCheck } from '../../src/diagnostics/report.ts';
import type { Finding } from '../../src/diagnostics/finding.ts';

/** What the closing lines are made of. */
export interface SummaryInput {
  readonly file: string;
  readonly config: GatewayConfig | null;
  readonly findings: readonly Finding[];
  /** null: nobody was called. */
  readonly live: readonly LiveCheck[] | null;
}

/**
 * The lines an operator looks for, one for each part that something depends on:
 *
 *     Config:     VALID   config.yaml, 12 deployments in 4 model groups
 *     Redis:      READY   127.0.0.1:6379, 3 ms
 */
export function summaryLines(input: SummaryInput): readonly string[] {
  const { config, live } = input;
  return [
    line('Config', configWords(input)),
    ...(config === null ? [] : [line('Keys', keyWords(config))]),
    ...(config === null ? [] : [line('URLs', urlWords(config, live))]),
    line('Redis', serviceWords('redis', isSet(config?.general.redis), live)),
    line('PostgreSQL', serviceWords('postgres', isSet(config?.general.databaseUrl), live)),
  ];
}

function isSet(value: unknown): boolean {
  return value !== null && value !== undefined;
}

function line(name: string, [verdict, detail]: Words): string {
  return `${`${name}:`.padEnd(12)}${detail === '' ? verdict : `${verdict.padEnd(12)}${detail}`}`;
}

type Words = readonly [verdict: string, detail: string];

function configWords({ file, config, findings }: SummaryInput): Words {
  const { critical } = tally(findings);
  if (config === null || critical > 0) {
    return ['INVALID', `${file}, ${critical} ${critical === 1 ? 'error' : 'errors'}`];
  }
  const groups = new Set(config.deployments.map(({ modelName }) => modelName)).size;
  const counts = `${plural(config.deployments.length, 'deployment')} in ${plural(groups, 'model group')}`;
  return ['VALID', `${file}, ${counts}`];
}

/** Of deployments, how many have what they need to be let in. */
function keyWords({ deployments }: GatewayConfig): Words {
  const hosted = deployments.filter(({ mockResponse }) => mockResponse === null);
  const keyed = hosted.filter(({ apiKey, extra }) => apiKey !== null || hasOtherCredential(extra));
  if (hosted.length === 0) return ['NONE NEEDED', ''];
  const verdict = keyed.length === hosted.length ? 'FOUND' : 'SOME';
  return [
    verdict,
    `${keyed.length} of ${plural(hosted.length, 'deployment')} with a key of its own`,
  ];
}

function hasOtherCredential(extra: Readonly<Record<string, unknown>>): boolean {
  return Object.keys(extra).some((key) => /^aws_|^vertex_|^azure_ad|client_secret/.test(key));
}

function urlWords({ deployments }: GatewayConfig, live: readonly LiveCheck[] | null): Words {
  const written = new Set(deployments.flatMap(({ apiBase }) => apiBase ?? []));
  const calls = live?.filter(({ check }) => check === 'provider') ?? [];
  const reached = calls.filter(({ status }) => status === 'ok').length;
  const words = `${plural(written.size, 'address', 'addresses')} written`;
  if (live === null) return ['VALID', words];
  const verdict = reached === calls.length ? 'VALID' : 'UNREACHABLE';
  return [verdict, `${words}, ${reached} of ${plural(calls.length, 'host')} reached`];
}

function serviceWords(
  check: LiveCheck['check'],
  isConfigured: boolean,
  live: readonly LiveCheck[] | null,
): Words {
  if (!isConfigured) return ['NOT USED', ''];
  if (live === null) return ['NOT ASKED', 'without --offline it is'];
  const answer = live.find((one) => one.check === check);
  if (answer === undefined) return ['NOT ASKED', 'the configuration could not be read'];
  const { status, target, ms, detail } = answer;
  if (status !== 'ok') return [status.toUpperCase(), target];
  return ['READY', [target, `${ms} ms`, ...(detail === '' ? [] : [detail])].join(', ')];
}

function plural(count: number, one: string, many = `${one}s`): string {
  return `${count} ${count === 1 ? one : many}`;
}
