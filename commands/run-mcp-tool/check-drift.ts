import { LlmgwError } from '../../src/core/errors.ts';
import {
  compareTools,
  hidesText,
  pinTools,
  showHidden,
  type ToolChange,
} from '../../src/mcp/pins/pin-tools.ts';
import type { McpServerDefinition } from '../../src/mcp/server-definition.ts';
import type { McpTool } from '../../src/mcp/tool.ts';
import type { FilesContext } from '../local-context.ts';
import { hidingSecretsOf, visible, withoutControls } from './hide-secrets.ts';
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
 * until somebody accepts it: `E_REFUSED`. What is accepted is that tool; of others only when none is named.
 */
export async function checkDrift(check: DriftCheck, { io }: FilesContext): Promise<void> {
  const { server, tools, tool, accept, trust } = check;
  const hide = hidingSecretsOf(server);
  const isMeant = ({ name }: { readonly name: string }): boolean =>
    tool === null || name === tool.name;
  for (const { name } of tools.filter(isMeant).filter(hidesText)) {
    io.stderr.write(`warning: ${visible(name)} says something in characters that nobody can see\n`);
  }
  const before = trust.read();
  if (before.tools === null) {
    trust.write({ ...before, tools: pinTools(tools) });
    return;
  }
  const { changed, added } = compareTools(before.tools, tools);
  const meant = changed.filter(isMeant);
  for (const change of meant) io.stderr.write(hide(await describe(change)));
  if (tool !== null && meant.length > 0 && !accept) throw changedTool(tool, server);
  const accepted = [...added, ...(accept ? meant.map(({ name }) => name) : [])];
  if (accepted.length === 0) return;
  const fresh = pinTools(tools.filter(({ name }) => accepted.includes(name)));
  trust.write({ ...before, tools: { ...before.tools, ...fresh } });
}

/** More lines than this are another tool altogether. */
const MOST_EDITS = 500;

async function describe({ name, before, now }: ToolChange): Promise<string> {
  const { createTwoFilesPatch } = await import('diff');
  const files = [`${name}, trusted`, `${name}, now`, `${before}\n`, `${now}\n`, '', ''] as const;
  const patch = createTwoFilesPatch(...files, { maxEditLength: MOST_EDITS });
  return withoutControls(
    showHidden(patch ?? `${visible(name)} has nothing in common with what it was\n`),
  );
}

function changedTool({ name }: McpTool, server: McpServerDefinition): LlmgwError {
  const message = `${name} of ${server.name} is not what it was when it was trusted`;
  return new LlmgwError('E_REFUSED', visible(message), {
    hint: 'read what has changed above, then add --accept-changes',
  });
}
