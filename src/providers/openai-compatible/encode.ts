import type { EncodedCall, ProviderCall, UnsupportedCall } from '../provider.ts';
import { isJsonObject } from '../shared/json-value.ts';
import { applyExtraBody, applyParamPolicy } from '../shared/param-policy.ts';
import { RequestDraft } from '../shared/request-draft.ts';
import { encodeRerank } from '../shared/rerank.ts';
import type { RequestQuirk, Row } from './row.ts';

/** The client's bytes with the model and whatever else must change spliced in. */
export function encodeCall(row: Row, call: ProviderCall): EncodedCall | UnsupportedCall {
  const { operation } = call.request;
  const model = row.toModel?.(call.model, operation) ?? call.model;
  const path = call.target.paths[operation]?.replace('{model}', encodeURIComponent(model));
  if (path === undefined) {
    return { unsupported: `${row.name} does not serve ${operation} requests.`, param: null };
  }
  if (row.rerank !== undefined && operation === 'rerank') {
    const body = encodeRerank(row.rerank, call);
    return Buffer.isBuffer(body) ? { path, body } : body;
  }
  const draft = new RequestDraft(call.request);
  const refusal = applyParamPolicy(draft, {
    provider: row.name,
    operation,
    policy: call.params,
    supports: (name, value) =>
      operation !== 'chat' || takesParam(row, { name, value, model: call.model, draft }),
  });
  if (refusal !== null) return refusal;
  for (const quirk of quirksFor(row, call)) quirk(draft, call.model);
  askForUsage(row, call, draft);
  if (draft.get('model') !== model) draft.set('model', model);
  applyExtraBody(draft, call.params);
  return { path, body: draft.toBody() };
}

function takesParam(row: Row, param: Parameters<NonNullable<Row['refuses']>>[0]): boolean {
  if (param.name === 'stream' || param.name === 'stream_options') return true;
  const isKnown = row.chatParams === undefined || row.chatParams.has(param.name);
  return isKnown && row.refuses?.(param) !== true;
}

function quirksFor(row: Row, { request }: ProviderCall): readonly RequestQuirk[] {
  return request.operation === 'chat' ? (row.chatQuirks ?? []) : [];
}

/** The gateway counts tokens even where the client does not want to see them. */
function askForUsage(row: Row, call: ProviderCall, draft: RequestDraft): void {
  if (!call.request.stream) return;
  const options = draft.get('stream_options');
  const mode = usageMode(row, call);
  if (mode === 'always') draft.remove('stream_options');
  if (mode !== 'ask' && !(mode === 'as_client' && call.request.includeUsage)) return;
  const given = isJsonObject(options) ? options : {};
  if (given['include_usage'] !== true) {
    draft.set('stream_options', { ...given, include_usage: true });
  }
}

function usageMode({ streamUsage = 'ask' }: Row, { target }: ProviderCall): string {
  if (typeof streamUsage === 'string') return streamUsage;
  return streamUsage(target) ? 'ask' : 'always';
}
