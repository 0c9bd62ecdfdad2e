import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from '@jest/globals';
import { scanTopLevel } from '../../src/core/json-scan.ts';
import type { LlmRequest, Operation, Usage } from '../../src/core/llm.ts';
import { Secret } from '../../src/core/secret.ts';
import type {
  ParamPolicy,
  Provider,
  ProviderCall,
  ProviderError,
  StreamDecoder,
  Target,
  TargetProblem,
} from '../../src/providers/provider.ts';

/**
 * Golden files of one provider, `test/fixtures/providers/<name>/`:
 * `<case>.request.json`, `<case>.response.json`, `<case>.error.json`, and `<case>.stream.json` with
 * `<case>.upstream.<sse|ndjson>` (what came) and `<case>.client.sse` (what goes out).
 */
export interface GoldenSettings {
  readonly model?: string;
  readonly apiKey?: string;
  readonly apiBase?: string;
  readonly apiVersion?: string;
  readonly organization?: string;
  readonly extra?: Readonly<Record<string, unknown>>;
  readonly extraHeaders?: Readonly<Record<string, string>>;
  readonly env?: Readonly<Record<string, string>>;
}

type Json = Readonly<Record<string, unknown>>;

interface CallFixture {
  readonly settings?: GoldenSettings;
  readonly operation?: Operation;
  readonly params?: Partial<ParamPolicy>;
  /** The client's body, or its exact text. */
  readonly client?: Json | string;
}

interface RequestFixture extends CallFixture {
  readonly upstream?: {
    readonly url: string;
    /** Compared as a part: headers not named may be there too; null: must not be there. */
    readonly headers?: Readonly<Record<string, string | null>>;
    /** A text is compared byte by byte. */
    readonly body: Json | string;
  };
  readonly unsupported?: { readonly param: string | null };
  readonly problem?: { readonly help: string };
}

interface ResponseFixture extends CallFixture {
  readonly upstream: Json | string;
  readonly answer?: Json | string;
  readonly usage?: Usage | null;
  readonly finishReason?: string | null;
  readonly error?: ProviderError;
}

interface StreamFixture extends CallFixture {
  readonly expect: Partial<StreamDecoder>;
}

interface ErrorFixture {
  readonly status: number;
  readonly upstream: Json | string;
  readonly error: Partial<ProviderError>;
}

const FOLDER = fileURLToPath(new URL('../fixtures/providers/', import.meta.url));
const SHOWN_MODEL = 'shown-model';
const POLICY: ParamPolicy = {
  dropUnsupported: false,
  additionalDrop: [],
  allowed: [],
  defaults: {},
  extraBody: {},
};

/** One test a golden file. */
export function runGoldens(provider: Provider): void {
  describe(`the golden files of ${provider.name}`, () => {
    for (const name of casesOf(provider, 'request')) {
      test(`the request of '${name}' goes upstream as written down`, () => {
        expect.hasAssertions();
        checkRequest(provider, read(provider, name, 'request.json') as RequestFixture);
      });
    }
    for (const name of casesOf(provider, 'response')) {
      test(`the answer of '${name}' reaches the client as written down`, () => {
        expect.hasAssertions();
        checkResponse(provider, read(provider, name, 'response.json') as ResponseFixture);
      });
    }
    for (const name of casesOf(provider, 'stream')) {
      test(`the stream of '${name}' reaches the client as written down, whatever its chunks`, () => {
        expect.hasAssertions();
        checkStream(provider, name);
      });
    }
    for (const name of casesOf(provider, 'error')) {
      test(`the error of '${name}' is read as written down`, () => {
        const fixture = read(provider, name, 'error.json') as ErrorFixture;
        const { status, upstream, error } = fixture;
        expect(provider.readError(status, toBytes(upstream))).toMatchObject({ status, ...error });
      });
    }
  });
}

/** Feeds bytes in pieces of a size and collects what the client gets. */
function decodeStream(decoder: StreamDecoder, bytes: Buffer, pieceSize: number): string {
  const out: Buffer[] = [];
  for (let at = 0; at < bytes.length; at += pieceSize) {
    decoder.push(bytes.subarray(at, at + pieceSize));
    const ready = decoder.take();
    if (ready !== null) out.push(ready);
  }
  decoder.end();
  const last = decoder.take();
  if (last !== null) out.push(last);
  return Buffer.concat(out).toString();
}

/** A call of a provider as the gateway would make it. */
export function toCall(provider: Provider, fixture: CallFixture): ProviderCall {
  const target = connect(provider, fixture.settings);
  if ('problem' in target) throw new Error(`${target.problem} ${target.help}`);
  return { ...callParts(fixture), target };
}

/** A checked request from a client's body. */
export function toRequest(client: Json | string, operation: Operation = 'chat'): LlmRequest {
  const body = toBytes(client);
  const json = JSON.parse(body.toString()) as Json;
  const options = json['stream_options'] as Json | undefined;
  return {
    operation,
    model: String(json['model']),
    stream: json['stream'] === true,
    includeUsage: options?.['include_usage'] === true,
    body,
    json,
    spans: scanTopLevel(body).spans,
  };
}

/** Connects a deployment with the settings of a fixture; a key is there unless it is `""`. */
export function connect(
  provider: Provider,
  { apiKey = 'test-key', env = {}, ...rest }: GoldenSettings = {},
): Target | TargetProblem {
  return provider.connect({
    model: 'the-model',
    apiBase: null,
    apiVersion: null,
    organization: null,
    extra: {},
    extraHeaders: {},
    ...rest,
    apiKey: apiKey === '' ? null : new Secret(apiKey),
    env: (name) => env[name],
  });
}

function callParts(fixture: CallFixture): Omit<ProviderCall, 'target'> {
  const { operation = 'chat', client = { model: 'alias', messages: [] } } = fixture;
  return {
    request: toRequest(client, operation),
    model: fixture.settings?.model ?? 'the-model',
    shownModel: SHOWN_MODEL,
    params: { ...POLICY, ...fixture.params },
    id: 'call-1',
    createdS: 1_700_000_000,
  };
}

function checkRequest(provider: Provider, fixture: RequestFixture): void {
  const target = connect(provider, fixture.settings);
  if ('problem' in target) {
    expect({ help: target.help }).toEqual(fixture.problem);
    return;
  }
  const call = { ...callParts(fixture), target };
  const before = call.request.body.toString();
  const encoded = provider.encode(call);
  expect(call.request.body.toString()).toBe(before);
  expect(JSON.stringify(call.request.json)).toBe(JSON.stringify(JSON.parse(before)));
  if ('unsupported' in encoded) {
    expect({ param: encoded.param, said: encoded.unsupported }).toMatchObject({
      ...fixture.unsupported,
    });
    expect(fixture.unsupported).toBeDefined();
    return;
  }
  const { url, headers = {}, body } = fixture.upstream ?? { url: '', body: '' };
  expect(target.origin + encoded.path).toBe(url);
  const sent = new Map(pairs(encoded.headers ?? target.headers));
  for (const [name, value] of Object.entries(headers)) expect(sent.get(name) ?? null).toBe(value);
  compare(encoded.body, body);
}

function checkResponse(provider: Provider, fixture: ResponseFixture): void {
  const decoded = provider.decode(toCall(provider, fixture), toBytes(fixture.upstream));
  if ('status' in decoded) {
    expect(decoded).toEqual(fixture.error);
    return;
  }
  expect(fixture.error).toBeUndefined();
  compare(decoded.body, fixture.answer ?? '');
  expect(decoded.usage).toEqual(fixture.usage ?? null);
  expect(decoded.finishReason).toBe(fixture.finishReason ?? null);
}

function checkStream(provider: Provider, name: string): void {
  const fixture = read(provider, name, 'stream.json') as StreamFixture;
  const folder = join(FOLDER, provider.name);
  const source = ['sse', 'ndjson'].map((kind) => join(folder, `${name}.upstream.${kind}`));
  const upstream = readFileSync(source.find((file) => existsSync(file)) ?? '');
  const wanted = readFileSync(join(folder, `${name}.client.sse`), 'utf8');
  const call = toCall(provider, {
    client: { model: 'alias', messages: [], stream: true },
    ...fixture,
  });
  for (const pieceSize of [upstream.length, 1, 7, 64]) {
    const decoder = provider.createStreamDecoder(call);
    expect(decodeStream(decoder, upstream, pieceSize)).toBe(wanted);
    expect(decoder).toMatchObject(fixture.expect);
  }
}

function compare(actual: Buffer, wanted: Json | string): void {
  if (typeof wanted === 'string') expect(actual.toString()).toBe(wanted);
  else expect(JSON.parse(actual.toString())).toEqual(wanted);
}

function toBytes(value: Json | string): Buffer {
  return Buffer.from(typeof value === 'string' ? value : JSON.stringify(value));
}

function pairs(list: readonly string[]): [string, string][] {
  return list.flatMap((name, at): [string, string][] =>
    at % 2 === 0 ? [[name, list[at + 1] ?? '']] : [],
  );
}

function casesOf({ name }: Provider, kind: string): string[] {
  const folder = join(FOLDER, name);
  if (!existsSync(folder)) return [];
  const ending = `.${kind}.json`;
  return readdirSync(folder)
    .filter((file) => file.endsWith(ending))
    .map((file) => file.slice(0, -ending.length))
    .sort();
}

function read({ name }: Provider, fixture: string, ending: string): unknown {
  return JSON.parse(readFileSync(join(FOLDER, name, `${fixture}.${ending}`), 'utf8'));
}
