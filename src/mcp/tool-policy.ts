import { suggest } from '../core/suggest.ts';
import { prefixOf, type McpServerDefinition, type McpServerNames } from './server-definition.ts';
import type { McpTool } from './tool.ts';

/** Between prefix and tool; LiteLLM's `MCP_TOOL_PREFIX_SEPARATOR` without being set. */
const PREFIX_SEPARATOR = '-';

/** What stands before the names of a server's tools, separator included. */
export function toolPrefix(server: McpServerNames): string {
  return `${prefixOf(server).replaceAll(' ', '_')}${PREFIX_SEPARATOR}`;
}

/** Whether the server may be asked for this tool: its lists have bare names, or prefixed ones. */
export function isToolAllowed(
  server: McpServerNames & Pick<McpServerDefinition, 'allowedTools' | 'disallowedTools'>,
  name: string,
): boolean {
  const names = [name, `${toolPrefix(server)}${name}`];
  const { allowedTools, disallowedTools } = server;
  if (names.some((one) => disallowedTools.includes(one))) return false;
  return allowedTools.length === 0 || names.some((one) => allowedTools.includes(one));
}

/** What came of looking for a tool. */
export type FoundTool =
  | { readonly kind: 'found'; readonly tool: McpTool }
  | { readonly kind: 'forbidden'; readonly name: string }
  /** `meant`: the tool whose name is nearest, never called in its place. */
  | { readonly kind: 'unknown'; readonly meant: string | null };

/** Finds a tool by its name, as the server has it or with the server's prefix. */
export function findTool(
  server: McpServerDefinition,
  tools: readonly McpTool[],
  asked: string,
): FoundTool {
  const prefix = toolPrefix(server);
  const bare = asked.startsWith(prefix) ? asked.slice(prefix.length) : asked;
  const tool = tools.find(({ name }) => name === asked) ?? tools.find(({ name }) => name === bare);
  if (tool === undefined) {
    const allowed = tools.filter(({ name }) => isToolAllowed(server, name));
    return {
      kind: 'unknown',
      meant: suggest(
        bare,
        allowed.map(({ name }) => name),
      ),
    };
  }
  return isToolAllowed(server, tool.name)
    ? { kind: 'found', tool }
    : { kind: 'forbidden', name: tool.name };
}

/** Whether the tool may change things: it says so, or does not say that it only reads. */
export function mayDestroy({ annotations }: McpTool): boolean {
  if (annotations.readOnlyHint === true) return false;
  return annotations.destructiveHint !== false;
}
