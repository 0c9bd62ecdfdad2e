import { createHash } from 'node:crypto';
import { maskSecrets, promisesSecret } from '../../src/cli/mask-secrets.ts';
import { LlmgwError } from '../../src/core/errors.ts';
import type { McpServerDefinition, McpTransport } from '../../src/mcp/server-definition.ts';
import type { FilesContext } from '../local-context.ts';
import { askPerson } from './ask.ts';
import { hidingSecretsOf, visible } from './hide-secrets.ts';
import { quoteWord } from './quote-word.ts';
import type { ToolOptions } from './tool-options.ts';
import type { TrustFile } from './trust-file.ts';

const LONGEST_COMMAND = 2_000;

/** What the server is used for. */
export interface Access {
  readonly options: Pick<ToolOptions, 'yes' | 'allowHttp'>;
  readonly trust: TrustFile;
  readonly signal: AbortSignal;
}

/** Throws `E_REFUSED` unless the server may be started, or called over the network. */
export async function checkAccess(
  server: McpServerDefinition,
  access: Access,
  context: FilesContext,
): Promise<void> {
  const { transport } = server;
  if (transport.kind === 'stdio') return checkProgram(server, { ...access, transport }, context);
  if (!access.options.allowHttp) checkPlainHttp(visible(server.name), transport.url);
}

type Program = Extract<McpTransport, { kind: 'stdio' }>;

async function checkProgram(
  server: McpServerDefinition,
  { transport, options, trust, signal }: Access & { readonly transport: Program },
  context: FilesContext,
): Promise<void> {
  const hash = hashOf(transport);
  const before = trust.read();
  if (before.command === hash) return;
  if (!options.yes) await askForProgram(server, { transport, signal }, context);
  trust.write({ ...before, command: hash });
}

/** Variables can steer a program as arguments do; those that hold a secret change for other reasons. */
function hashOf({ command, args, env }: Program): string {
  const variables = Object.entries(env)
    .map(([name, value]) => [name, promisesSecret(name) ? '' : value.reveal()] as const)
    .sort(([a], [b]) => (a < b ? -1 : 1));
  const parts = JSON.stringify([command, args, variables]);
  return createHash('sha256').update(parts).digest('hex');
}

async function askForProgram(
  server: McpServerDefinition,
  { transport, signal }: { readonly transport: Program; readonly signal: AbortSignal },
  context: FilesContext,
): Promise<void> {
  const { command, args, env } = transport;
  const name = visible(server.name);
  const line = hidingSecretsOf(server)([command, ...args].map(quoteWord).join(' '));
  const shown = shortened(visible(maskSecrets(line, context.io.env)));
  const variables = Object.keys(env);
  const steered = variables.length === 0 ? '' : ` with ${visible(variables.join(', '))} set`;
  await askPerson(
    {
      text: `${name} is a program of this machine. Start \`${shown}\`${steered}?`,
      refusal: `nobody has agreed to start ${name} here: \`${shown}\`${steered}`,
      hint: 'look at the command, then add --yes once: it is remembered until it changes',
      signal,
    },
    context,
  );
}

/** What is left out is said: a harmless beginning proves nothing. */
function shortened(text: string): string {
  const more = text.length - LONGEST_COMMAND;
  return more <= 0 ? text : `${text.slice(0, LONGEST_COMMAND)}… and ${more} characters more`;
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
  const scheme = protocol.slice(0, -1);
  throw new LlmgwError(
    'E_REFUSED',
    `${name} would be called over ${scheme}: it can be read on the way`,
    { where: hostname, hint: 'use https, or add --allow-http' },
  );
}

/** This machine, and names that only exist in a private network: without a dot, as in compose files. */
function isNear(hostname: string): boolean {
  const host = hostname.replace(/^\[|\]$/g, '');
  if (host === '::1' || host.startsWith('127.') || host.endsWith('.localhost')) return true;
  return !/[.:]/.test(host);
}
