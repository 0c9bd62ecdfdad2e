import type { DeploymentDraft } from '../build/draft.ts';
import { child, entriesOf } from '../node.ts';
import { asText } from '../values.ts';
import type { DeploymentFaults } from './deployment-faults.ts';

/** Whether a text is an absolute http or https URL. */
export function isHttpUrl(text: string): boolean {
  if (!URL.canParse(text)) return false;
  const { protocol, hostname } = new URL(text);
  return (protocol === 'http:' || protocol === 'https:') && hostname !== '';
}

/** Reports an `api_base` that no request can be sent to. Never shows it: it may hold a password. */
export function checkUrl({ index, params }: DeploymentDraft, faults: DeploymentFaults): void {
  const key = child(params, 'api_base') === null ? 'base_url' : 'api_base';
  const node = child(params, key);
  const text = asText(node)?.trim() ?? '';
  if (node === null || text === '' || isHttpUrl(text)) return;
  faults.report(index, 'invalid-url', {
    message: `\`${key}\` must be an address that begins with http:// or https://`,
    help: `${key}: http://host:port/v1`,
    position: node.position,
    path: `model_list[${index}].litellm_params.${key}`,
  });
}

/** Reports `oidc/…` values: they name a token to fetch, which nobody does here. */
export function checkOidc({ index, params }: DeploymentDraft, faults: DeploymentFaults): void {
  for (const [key, { value }] of entriesOf(params)) {
    if (asText(value)?.startsWith('oidc/') !== true) continue;
    faults.report(index, 'unsupported-reference', {
      message: `\`${key}\` asks for an OIDC token, which cannot be fetched here`,
      help: 'put a key or token into a variable and refer to that with os.environ/NAME',
      position: value.position,
      path: `model_list[${index}].litellm_params.${key}`,
    });
  }
}
