import { scanTopLevel, spliceTopLevel } from '../../core/json-scan.ts';
import type { DecodedAnswer, ProviderCall, ProviderError } from '../provider.ts';
import { parseJsonObject, type JsonObject } from '../shared/json-value.ts';
import {
  findUsage,
  fixChoices,
  objectsOf,
  readFinishReason,
  readUsage,
} from '../shared/openai-json.ts';
import { breach, describeForeignBody, findErrorInAnswer } from '../shared/provider-error.ts';
import { decodeRerank } from '../shared/rerank.ts';
import type { Row } from './row.ts';

/** The provider's bytes with `model` spliced; written anew only where a choice had to be repaired. */
export function decodeAnswer(
  row: Row,
  call: ProviderCall,
  body: Buffer,
): DecodedAnswer | ProviderError {
  const json = parseJsonObject(body);
  if (json === null) return describeForeignBody(body);
  const error = findErrorInAnswer(json);
  if (error !== null) return error;
  if (call.request.operation === 'rerank') return decodeRerank(call, body);
  const list = call.request.operation === 'embedding' ? 'data' : 'choices';
  if (!Array.isArray(json[list])) return breach(`The provider sent an answer without '${list}'.`);
  const fixed = fixAnswer(row, call, json);
  return {
    body: fixed === json ? stampModel(call, json, body) : writeAnew(call, fixed),
    usage: readUsage(findUsage(fixed)),
    finishReason: readFinishReason(objectsOf(fixed['choices'])),
  };
}

function fixAnswer(row: Row, { request }: ProviderCall, json: JsonObject): JsonObject {
  if (row.fixChoice === undefined || request.operation !== 'chat') return json;
  return fixChoices(json, row.fixChoice, 'message');
}

function stampModel({ shownModel }: ProviderCall, json: JsonObject, body: Buffer): Buffer {
  if (json['model'] === shownModel) return body;
  const changes = new Map([['model', JSON.stringify(shownModel)]]);
  return spliceTopLevel(body, scanTopLevel(body).spans, changes);
}

function writeAnew({ shownModel }: ProviderCall, json: JsonObject): Buffer {
  return Buffer.from(JSON.stringify({ ...json, model: shownModel }));
}
