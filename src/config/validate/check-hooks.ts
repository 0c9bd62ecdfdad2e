import type { FindingLog } from '../finding-log.ts';
import { child, childItems, childMap, type ConfigNode, type MapNode } from '../node.ts';
import { printable } from '../printable.ts';
import { asText } from '../values.ts';

const CALLBACK_LISTS = [
  'callbacks',
  'success_callback',
  'failure_callback',
  'service_callback',
  'service_callbacks',
  'audit_log_callbacks',
];

/** `/metrics` is always there, so these are satisfied without doing anything. */
const SERVED_CALLBACKS: ReadonlySet<string> = new Set(['prometheus', 'prometheus_system']);

/** Reports callbacks nobody calls here, and guardrails that are Python code. */
export function checkHooks(root: MapNode, log: FindingLog): void {
  const settings = childMap(root, 'litellm_settings');
  for (const list of CALLBACK_LISTS) {
    const value = child(settings, list);
    if (value === null) continue;
    const items = value.kind === 'list' ? value.items : [value];
    for (const item of items) checkCallback(item, { path: `litellm_settings.${list}`, log });
  }
  for (const [index, guardrail] of childItems(root, 'guardrails').entries()) {
    const path = `guardrails[${index}].litellm_params.guardrail`;
    const kind = child(childMap(guardrail, 'litellm_params'), 'guardrail');
    if (kind !== null && isPython(asText(kind)))
      reportPython('this guardrail', kind, { path, log });
  }
}

interface Where {
  readonly path: string;
  readonly log: FindingLog;
}

function checkCallback(item: ConfigNode, where: Where): void {
  const name = asText(item);
  if (name === null || SERVED_CALLBACKS.has(name)) return;
  if (isPython(name)) {
    reportPython('this callback', item, where);
    return;
  }
  where.log.add('setting-without-effect', {
    message: `nothing is sent to the callback \`${printable(name)}\` yet`,
    position: item.position,
    path: where.path,
  });
}

function reportPython(what: string, { position }: ConfigNode, { path, log }: Where): void {
  log.add('python-hook', {
    message: `${what} is Python code, which cannot be run here`,
    help: 'remove it, or do without it',
    position,
    path,
  });
}

/** `module.attribute`, as Python imports it. */
function isPython(name: string | null): boolean {
  return name !== null && /^[A-Za-z_]\w*(?:\.[A-Za-z_]\w*)+$/.test(name);
}
