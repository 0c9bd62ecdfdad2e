/** A tool as its server describes it. */
export interface McpTool {
  readonly name: string;
  readonly title: string | null;
  readonly description: string | null;
  /** JSON Schema of the arguments. */
  readonly inputSchema: Readonly<Record<string, unknown>>;
  readonly outputSchema: Readonly<Record<string, unknown>> | null;
  readonly annotations: ToolAnnotations;
}

/** What the server says a tool does; hints, not promises. Null: not said. */
export interface ToolAnnotations {
  readonly readOnlyHint: boolean | null;
  readonly destructiveHint: boolean | null;
  readonly idempotentHint: boolean | null;
  readonly openWorldHint: boolean | null;
}

/** The outcome of a call, in the protocol's own shape. */
export interface McpCallResult {
  readonly isError: boolean;
  readonly content: readonly Readonly<Record<string, unknown>>[];
  readonly structuredContent: Readonly<Record<string, unknown>> | null;
  readonly meta: Readonly<Record<string, unknown>> | null;
}

/** One open connection to a server. */
export interface McpSession {
  readonly protocolVersion: string | null;
  readonly transport: 'stdio' | 'http' | 'sse';
  /** All pages; throws `McpFault`. */
  listTools(signal?: AbortSignal): Promise<readonly McpTool[]>;
  callTool(call: McpToolCall): Promise<McpCallResult>;
  /** Ends it: a stdio server's whole process group is gone when it resolves. Never throws. */
  close(): Promise<void>;
}

/** One call of a tool. */
export interface McpToolCall {
  readonly name: string;
  readonly arguments: Readonly<Record<string, unknown>>;
  /** Aborted: the server is told (`notifications/cancelled`) and the call rejects. */
  readonly signal?: AbortSignal;
  readonly onProgress?: (progress: McpProgress) => void;
  /** Milliseconds without a sign of life; a progress notification is one. */
  readonly idleTimeoutMs: number;
  readonly totalTimeoutMs: number;
}

/** How far a call is. */
export interface McpProgress {
  readonly progress: number;
  readonly total: number | null;
  readonly message: string | null;
}

/** Why a server could not be used: what became of it, never a secret. */
export type McpFaultKind =
  | 'auth-required'
  | 'unreachable'
  | 'timeout'
  | 'protocol'
  | 'remote-error'
  | 'unknown-tool'
  | 'invalid-arguments'
  | 'refused'
  | 'cancelled';

/** What goes wrong with a server. */
export class McpFault extends Error {
  readonly kind: McpFaultKind;

  constructor(kind: McpFaultKind, message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = 'McpFault';
    this.kind = kind;
  }
}
