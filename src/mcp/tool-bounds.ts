import { McpFault, type McpTool } from './tool.ts';

const MOST_TOOLS = 10_000;
/** Far above what any tool says of itself; below what recursion and a reader can take. */
const DEEPEST = 100;
const MOST_CHARACTERS = 512 * 1_024;

/** Throws `protocol` for definitions that nobody could mean: they are there to exhaust whoever reads them. */
export function checkToolBounds(tools: readonly McpTool[]): void {
  if (tools.length > MOST_TOOLS) throw new McpFault('protocol', `it has ${tools.length} tools`);
  for (const tool of tools) {
    const excess = excessOf(tool);
    if (excess === null) continue;
    const name = tool.name.slice(0, 80);
    throw new McpFault('protocol', `the definition of its tool \`${name}\` is too ${excess}`);
  }
}

/** Without recursion: that is what the depth is for. */
function excessOf(tool: McpTool): 'deep' | 'long' | null {
  let characters = 0;
  const open: { readonly value: unknown; readonly depth: number }[] = [{ value: tool, depth: 0 }];
  for (let at = open.pop(); at !== undefined; at = open.pop()) {
    const { value, depth } = at;
    if (depth > DEEPEST) return 'deep';
    characters += typeof value === 'string' ? value.length : 1;
    if (characters > MOST_CHARACTERS) return 'long';
    if (typeof value !== 'object' || value === null) continue;
    for (const [key, one] of Object.entries(value)) {
      characters += Array.isArray(value) ? 0 : key.length;
      open.push({ value: one, depth: depth + 1 });
    }
  }
  return null;
}
