import { expect } from '@jest/globals';
import { MASTER_KEY, startApp, type RunningApp } from './app.ts';
import { startFakeUpstream, type FakeUpstream } from './fake-upstream.ts';
import { sendUntilClosed } from './raw-http.ts';

/** A gateway with short deadlines in front of an upstream that keeps a log. */
export interface AttackedGateway {
  readonly app: RunningApp;
  readonly upstream: FakeUpstream;
  /** Requests that reached the upstream since `forget`. */
  reached(): number;
  forget(): void;
  /**
   * Expects one answer in the shape of OpenAI that refuses, then a closed connection, and nothing at
   * the upstream.
   */
  expectRefused(bytes: string, status?: number): Promise<void>;
  close(): Promise<void>;
}

export const AUTH = `Authorization: Bearer ${MASTER_KEY}\r\n`;
export const HOST = 'Host: gateway.example\r\n';
/** The body of a valid call. */
export const CHAT = JSON.stringify({ model: 'm', messages: [{ role: 'user', content: 'Hi' }] });
/** Request line, host and key of a call; its framing is left to the test. */
export const POST = `POST /v1/chat/completions HTTP/1.1\r\n${HOST}${AUTH}`;

/** A valid call to a model. */
export function chat(path = '/v1/chat/completions'): string {
  const head = `POST ${path} HTTP/1.1\r\n${HOST}${AUTH}`;
  return `${head}Content-Type: application/json\r\nContent-Length: ${CHAT.length}\r\n\r\n${CHAT}`;
}

/** A request without a body; `headers` stand in the place of the key. */
export function get(target: string, headers = AUTH): string {
  return `GET ${target} HTTP/1.1\r\n${HOST}${headers}\r\n`;
}

/** A call whose body is the given chunks. */
export function chunked(framing: string): string {
  return `${POST}Transfer-Encoding: chunked\r\n\r\n${framing}`;
}

/** Starts the gateway and its upstream. */
export async function startAttackedGateway(): Promise<AttackedGateway> {
  const upstream = await startFakeUpstream();
  const params = { model: 'openai/m', api_base: `${upstream.origin}/v1`, api_key: 'sk-upstream' };
  const endpoint = { path: '/pass', target: `${upstream.origin}/x`, include_subpath: true };
  const app = await startApp(
    {
      model_list: [{ model_name: 'm', litellm_params: params }],
      general_settings: { max_request_size_mb: 1, pass_through_endpoints: [endpoint] },
    },
    { limits: { headersTimeoutMs: 250, bodyTimeoutMs: 400, maxHeaderBytes: 16_384 } },
  );
  let forgotten = 0;
  const reached = (): number => upstream.log.length - forgotten;
  return {
    app,
    upstream,
    reached,
    forget() {
      forgotten = upstream.log.length;
    },
    async expectRefused(bytes, status = 400) {
      const { responses, rest } = await sendUntilClosed({ port: app.port }, bytes);
      expect(responses.map((response) => response.status)).toEqual([status]);
      expect(JSON.parse(responses[0]?.text ?? '')).toMatchObject({
        error: { message: expect.any(String), type: expect.any(String), code: expect.any(String) },
      });
      expect(rest.toString()).toBe('');
      expect(reached()).toBe(0);
      expect(app.server.active).toBe(0);
    },
    async close() {
      await app.close();
      await upstream.close();
    },
  };
}
