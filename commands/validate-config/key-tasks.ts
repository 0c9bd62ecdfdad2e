import type { GatewayConfig } from '../../src/config/types.ts';
import type { Deployment } from '../../src/gateway/deployment.ts';
import { getJson } from '../../src/http/post-json.ts';
import type { CommandContext } from '../context.ts';
import type { LiveOutcome, LiveTask } from '../live-checks.ts';
import { connectRuntime } from '../load-runtime.ts';

/** Where the list of models is, seen from where chats go; what ends otherwise has none we know of. */
const LISTS: readonly (readonly [RegExp, string])[] = [
  [/\/chat\/completions(?:\?.*)?$/, '/models'],
  [/\/v1\/messages(?:\?.*)?$/, '/v1/models'],
  [/\/api\/chat$/, '/api/tags'],
];
const MOST_BYTES = 8 * 1024 * 1024;

/**
 * One call for each key at each provider: the list of models, which costs nothing and changes
 * nothing. A key goes nowhere but to the address it is configured for.
 */
export function keyTasks(context: CommandContext, config: GatewayConfig): readonly LiveTask[] {
  const environment = context.environment();
  const parts = { context, config, environment, previous: null, skipBroken: true };
  const breakers = context.breakers();
  const { runtime } = connectRuntime({ ...parts, breakers, findKey: () => null });
  const client = context.upstream();
  const tasks = new Map<string, LiveTask>();
  for (const deployment of runtime.deployments) {
    const url = listUrl(deployment);
    if (url === null || deployment.config.mockResponse !== null) continue;
    const { headers } = deployment.target;
    const ask = async (timeoutMs: number): Promise<LiveOutcome> => {
      const request = { url, headers, timeoutMs, maxBytes: MOST_BYTES };
      const answer = await getJson(client, context.clock, request);
      return answer.kind === 'fault'
        ? { status: 'refused', detail: answer.message }
        : judge(answer);
    };
    const target = `${url.origin}${url.pathname} as ${deployment.group}`;
    // Deployments that share key and address share the answer.
    const same = `${url.href}\0${headers.join('\0')}`;
    if (!tasks.has(same)) tasks.set(same, { check: 'key', target, ask });
  }
  return [...tasks.values()];
}

function listUrl({ target }: Deployment): URL | null {
  const path = target.paths.chat;
  const list = LISTS.find(([pattern]) => path !== undefined && pattern.test(path));
  if (path === undefined || list === undefined) return null;
  return new URL(path.replace(list[0], list[1]), target.origin);
}

function judge({ status, text }: { readonly status: number; readonly text: string }): LiveOutcome {
  if (status === 401 || status === 403) {
    return { status: 'auth', detail: `HTTP ${status}`, hint: 'the provider refuses this key' };
  }
  if (status !== 200) return { status: 'protocol', detail: `HTTP ${status}` };
  return { status: 'ok', detail: countModels(text) };
}

function countModels(text: string): string {
  try {
    const body: unknown = JSON.parse(text);
    const lists = typeof body === 'object' && body !== null ? Object.values(body) : [];
    const list = lists.find(Array.isArray);
    return list === undefined ? '' : `${list.length} models`;
  } catch {
    return '';
  }
}
