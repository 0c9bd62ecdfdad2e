import { createHash } from 'node:crypto';
import { maskSecrets } from '../../src/cli/mask-secrets.ts';
import { LlmgwError } from '../../src/core/errors.ts';
import type { McpServerDefinition } from '../../src/mcp/server-definition.ts';
import type { FilesContext } from '../local-context.ts';
import { askPerson } from './ask.ts';
import { withoutControls } from './hide-secrets.ts';
import type { ToolOptions } from './tool-options.ts';
import type { TrustFile } from './trust-file.ts';

/** Throws `E_REFUSED` unless the server may be started, or called over the network. */
export async function checkAccess(
  server: McpServerDefinition,
  {
    options,
    trust,
    signal,
  }: { readonly options: ToolOptions; readonly trust: TrustFile; readonly signal: AbortSignal },
  context: FilesContext,
): Promise<void> {
  const { transport } = server;
  if (transport.kind !== 'stdio') {
    if (!options.allowHttp) checkPlainHttp(server.name, transport.url);
    return;
  }
  const { command, args } = transport;
  const hash = createHash('sha256')
    .update(JSON.stringify([command, args]))
    .digest('hex');
  const before = trust.of(server.id);
  if (before.command === hash) return;
  if (!options.yes) {
    const line = maskSecrets(withoutControls([command, ...args].join(' ')), context.io.env);
    await askPerson(
      {
        text: `${server.name} is a program of this machine. Start \`${line.slice(0, 300)}\`?`,
        refusal: `nobody has agreed to start ${server.name} here: \`${line.slice(0, 300)}\``,
        hint: 'look at the command, then add --yes once: it is remembered until it changes',
        signal,
      },
      context,
    );
  }
  trust.set(server.id, { ...before, command: hash });
}

/** Keys and results would be read on the way. */
function checkPlainHttp(name: string, text: string): void {
  if (!URL.canParse(text)) {
    throw new LlmgwError('E_REFUSED', `the address of ${name} is no URL`, {
      hint: 'mend the url of its registration: https://host/path',
    });
  }
  const { protocol, hostname } = new URL(text);
  if (protocol === 'https:' || (protocol === 'http:' && isNear(hostname))) return;
  throw new LlmgwError(
    'E_REFUSED',
    `${name} would be called over ${protocol.slice(0, -1)}: it can be read on the way`,
    {
      where: hostname,
      hint: 'use https, or add --allow-http',
    },
  );
}

/** This machine, and names that only exist in a private network: without a dot, as in compose files. */
function isNear(hostname: string): boolean {
  const host = hostname.replace(/^\[|\]$/g, '');
  if (host === '::1' || host.startsWith('127.') || host.endsWith('.localhost')) return true;
  return !/[.:]/.test(host);
}
