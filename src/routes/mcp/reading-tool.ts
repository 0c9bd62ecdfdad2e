import type { McpCallResult, McpTool } from '../../mcp/tool.ts';

/** A tool that changes nothing and asks nobody outside. */
export function readingTool(
  parts: Pick<McpTool, 'name' | 'title' | 'description' | 'inputSchema'>,
): McpTool {
  return {
    ...parts,
    outputSchema: null,
    annotations: {
      readOnlyHint: true,
      destructiveHint: false,
      idempotentHint: true,
      openWorldHint: false,
    },
  };
}

/** A document as a result: structured, and as text for clients that read nothing else. */
export function structured(document: Readonly<Record<string, unknown>>): McpCallResult {
  return {
    isError: false,
    content: [{ type: 'text', text: JSON.stringify(document) }],
    structuredContent: document,
    meta: null,
  };
}
