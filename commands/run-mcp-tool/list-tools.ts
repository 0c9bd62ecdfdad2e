import { signatureOf } from '../../src/mcp/arguments/signature.ts';
import type { McpServerDefinition } from '../../src/mcp/server-definition.ts';
import { isToolAllowed, mayDestroy } from '../../src/mcp/tool-policy.ts';
import type { McpTool } from '../../src/mcp/tool.ts';
import { hidesText, showHidden } from '../../src/mcp/pins/pin-tools.ts';
import { toJson, withoutControls } from './hide-secrets.ts';
import { renderTable } from './render-table.ts';
import type { ToolOptions } from './tool-options.ts';

type ListOptions = Pick<ToolOptions, 'grep' | 'schema' | 'output'>;

/** Tools with how they are called, what they may do, and the first line of what they say of themselves. */
export function listTools(
  server: McpServerDefinition,
  tools: readonly McpTool[],
  { grep, schema, output }: ListOptions,
): string {
  const shown = tools
    .filter(({ name }) => isToolAllowed(server, name))
    .filter((tool) => grep === null || matches(tool, grep));
  if (output !== 'text' && output !== 'table') {
    const { id, name } = server;
    const document = { schema: 'llmgw.mcp.tools/v1', server: { id, name }, tools: shown };
    return `${toJson(document)}\n`;
  }
  if (schema) return shown.map(schemaText).join('');
  return showHidden(withoutControls(shown.map(describe).join('')));
}

/** The servers, one a line: how they are called and where they come from; never what they are called with. */
export function listServers(
  servers: readonly McpServerDefinition[],
  output: ToolOptions['output'],
): string {
  const rows = servers.map(
    ({ id, name, alias, source, transport, approvalStatus, unusable, ...rest }) => ({
      name,
      alias: alias ?? '',
      id,
      transport: transport.kind,
      from: source,
      status: unusable ?? approvalStatus ?? 'active',
      description: rest.description ?? '',
    }),
  );
  if (output === 'text' || output === 'table')
    return rows.length === 0 ? '' : withoutControls(renderTable(rows));
  return `${toJson({ schema: 'llmgw.mcp.servers/v1', servers: rows })}\n`;
}

function matches({ name, description }: McpTool, text: string): boolean {
  return `${name}\n${description ?? ''}`.toLowerCase().includes(text.toLowerCase());
}

function describe(tool: McpTool): string {
  const badges = badgesOf(tool);
  const [first = ''] = (tool.description ?? tool.title ?? '').trim().split('\n');
  const lines = [
    `${signatureOf(tool)}${badges.length === 0 ? '' : `  [${badges.join(', ')}]`}`,
    ...(first === '' ? [] : [`    ${first.slice(0, 200)}`]),
  ];
  return `${lines.join('\n')}\n`;
}

/** What a caller wants to know before; hints of the server, not promises. */
function badgesOf(tool: McpTool): readonly string[] {
  const { readOnlyHint, idempotentHint, openWorldHint } = tool.annotations;
  return [
    readOnlyHint === true ? 'reads only' : mayDestroy(tool) ? 'may change things' : 'adds only',
    ...(idempotentHint === true ? ['idempotent'] : []),
    ...(openWorldHint === true ? ['open world'] : []),
    ...(hidesText(tool) ? ['hides text'] : []),
  ];
}

function schemaText({ name, inputSchema, outputSchema }: McpTool): string {
  const document = { name, inputSchema, ...(outputSchema === null ? {} : { outputSchema }) };
  return `${toJson(document, 2)}\n`;
}
