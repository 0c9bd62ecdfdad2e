import { LlmgwError } from '../../src/core/errors.ts';
import type { McpServerDefinition } from '../../src/mcp/server-definition.ts';
import { compareTools, hidesText, pinTool, type ToolDrift } from '../../src/mcp/pins/pin-tools.ts';
import type { McpTool } from '../../src/mcp/tool.ts';
import type { FilesContext } from '../local-context.ts';
import { withoutControls } from './hide-secrets.ts';
import type { TrustFile } from './trust-file.ts';

/** What is compared, and what it is for. */
export interface DriftCheck {
  readonly server: McpServerDefinition;
  readonly tools: readonly McpTool[];
  /** The tool that is to be called; null: they are only looked at. */
  readonly tool: McpTool | null;
  readonly accept: boolean;
  readonly trust: TrustFile;
}

/**
 * Remembers the tools of a server when it is first used. Later a tool that has changed is shown, and not called
 * until somebody accepts it: `E_REFUSED`.
 */
export async function checkDrift(
  { server, tools, tool, accept, trust }: DriftCheck,
  { io }: FilesContext,
): Promise<void> {
  for (const one of tools.filter(hidesText)) {
    io.stderr.write(`warning: the description of ${one.name} has characters that nobody can see\n`);
  }
  const before = trust.of(server.id);
  const drift = before.tools === null ? null : compareTools(before.tools, tools);
  if (drift === null || accept) {
    trust.set(server.id, { ...before, tools: pinsOf(tools) });
    return;
  }
  const changed = drift.changed.filter(({ name }) => tool === null || name === tool.name);
  for (const change of changed) io.stderr.write(await describe(change));
  if (tool !== null && changed.length > 0) {
    throw new LlmgwError(
      'E_REFUSED',
      `${tool.name} of ${server.name} is not what it was when it was trusted`,
      {
        hint: 'read what has changed above, then add --accept-changes',
      },
    );
  }
  if (drift.added.length > 0) rememberNew(drift, { server, tools, trust });
}

function rememberNew(
  { added }: ToolDrift,
  { server, tools, trust }: Pick<DriftCheck, 'server' | 'tools' | 'trust'>,
): void {
  const before = trust.of(server.id);
  const fresh = tools.filter(({ name }) => added.includes(name));
  trust.set(server.id, { ...before, tools: { ...before.tools, ...pinsOf(fresh) } });
}

function pinsOf(tools: readonly McpTool[]) {
  return Object.fromEntries(tools.map((tool) => [tool.name, pinTool(tool)]));
}

async function describe({ name, before, now }: ToolDrift['changed'][number]): Promise<string> {
  const { createTwoFilesPatch } = await import('diff');
  const patch = createTwoFilesPatch(
    `${name}, trusted`,
    `${name}, now`,
    `${before.definition}\n`,
    `${now.definition}\n`,
  );
  return withoutControls(patch);
}
