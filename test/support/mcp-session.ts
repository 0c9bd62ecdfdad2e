import type { McpCallResult, McpSession, McpTool, McpToolCall } from '../../src/mcp/tool.ts';

/** A session that a test can look into. */
export interface FakeSession extends McpSession {
  readonly calls: readonly McpToolCall[];
  /** How often the tools were asked for. */
  readonly lists: number;
  readonly closed: boolean;
}

/** What a fake session does. */
export interface FakeSessionParts {
  readonly list?: () => Promise<readonly McpTool[]>;
  readonly call?: (call: McpToolCall) => Promise<McpCallResult>;
}

/** A result with one text. */
export function textResult(text: string, parts: Partial<McpCallResult> = {}): McpCallResult {
  const content = [{ type: 'text', text }];
  return { isError: false, content, structuredContent: null, meta: null, ...parts };
}

/** Makes a session without a server. */
export function fakeSession({ list, call }: FakeSessionParts = {}): FakeSession {
  const calls: McpToolCall[] = [];
  const state = { lists: 0, closed: false };
  return {
    ...{ protocolVersion: '2025-11-25', transport: 'stdio', calls },
    get lists() {
      return state.lists;
    },
    get closed() {
      return state.closed;
    },
    async listTools() {
      state.lists += 1;
      return list?.() ?? [];
    },
    async callTool(asked) {
      calls.push(asked);
      return call?.(asked) ?? textResult(asked.name);
    },
    close() {
      state.closed = true;
      return Promise.resolve();
    },
  };
}
