import type { Client, Tool } from '@modelcontextprotocol/client';
import type { McpCallResult, McpSession, McpTool, McpToolCall, ToolAnnotations } from '../tool.ts';
import { checkToolBounds } from '../tool-bounds.ts';
import { toFault, type FaultContext } from './to-fault.ts';

/** What a session stands on. */
export interface SessionParts {
  readonly client: Client;
  readonly transport: McpSession['transport'];
  /** For lists; calls bring their own. */
  readonly timeoutMs: number;
  /** Why the server ended, if it did. */
  readonly ending: () => string | null;
  /** Ends what stands below the client. */
  readonly close: () => Promise<void>;
}

/** An open connection over the protocol's own client. */
export class ClientSession implements McpSession {
  readonly protocolVersion: string | null;
  readonly transport: McpSession['transport'];
  readonly #parts: SessionParts;

  constructor(parts: SessionParts) {
    this.#parts = parts;
    this.transport = parts.transport;
    this.protocolVersion = parts.client.getNegotiatedProtocolVersion() ?? null;
  }

  async listTools(signal?: AbortSignal): Promise<readonly McpTool[]> {
    const { client, timeoutMs } = this.#parts;
    const options = { timeout: timeoutMs, maxTotalTimeout: timeoutMs, ...(signal && { signal }) };
    const { tools } = await this.#ask(signal, () => client.listTools(undefined, options));
    const read = tools.map(toTool);
    checkToolBounds(read);
    return read;
  }

  async callTool(call: McpToolCall): Promise<McpCallResult> {
    const { name, arguments: args, signal, onProgress, idleTimeoutMs, totalTimeoutMs } = call;
    const result = await this.#ask(signal, () =>
      this.#parts.client.callTool(
        { name, arguments: { ...args } },
        {
          timeout: idleTimeoutMs,
          maxTotalTimeout: totalTimeoutMs,
          resetTimeoutOnProgress: true,
          onprogress: ({ progress, total, message }) =>
            onProgress?.({ progress, total: total ?? null, message: message ?? null }),
          ...(signal && { signal }),
        },
      ),
    );
    return {
      isError: result.isError === true,
      content: result.content,
      structuredContent: asRecord(result.structuredContent),
      meta: asRecord(result._meta),
    };
  }

  async close(): Promise<void> {
    await this.#parts.close();
  }

  async #ask<T>(signal: AbortSignal | undefined, ask: () => Promise<T>): Promise<T> {
    try {
      return await ask();
    } catch (thrown) {
      const context: FaultContext = {
        ending: this.#parts.ending(),
        isAborted: signal?.aborted === true,
      };
      throw toFault(thrown, context);
    }
  }
}

function toTool({
  name,
  title,
  description,
  inputSchema,
  outputSchema,
  annotations,
}: Tool): McpTool {
  return {
    name,
    title: title ?? annotations?.title ?? null,
    description: description ?? null,
    inputSchema,
    outputSchema: asRecord(outputSchema),
    annotations: toAnnotations(annotations ?? {}),
  };
}

function toAnnotations(hints: NonNullable<Tool['annotations']>): ToolAnnotations {
  return {
    readOnlyHint: hints.readOnlyHint ?? null,
    destructiveHint: hints.destructiveHint ?? null,
    idempotentHint: hints.idempotentHint ?? null,
    openWorldHint: hints.openWorldHint ?? null,
  };
}

function asRecord(value: unknown): Readonly<Record<string, unknown>> | null {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return null;
  return Object.fromEntries(Object.entries(value));
}
