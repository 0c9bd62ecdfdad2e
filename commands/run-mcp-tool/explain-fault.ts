import { isLlmgwError, LlmgwError, type ErrorCode } from '../../src/core/errors.ts';
import type { McpServerDefinition } from '../../src/mcp/server-definition.ts';
import { McpFault, type McpFaultKind } from '../../src/mcp/tool.ts';
import { hidingSecretsOf, visible } from './hide-secrets.ts';

interface Explanation {
  readonly code: ErrorCode;
  readonly hint: string;
}

const EXPLANATIONS: Readonly<Record<McpFaultKind, Explanation>> = {
  'auth-required': {
    code: 'E_AUTH_REQUIRED',
    hint: 'mend auth_type and auth_value of the server, or name them in --header-file for a URL',
  },
  unreachable: {
    code: 'E_UNREACHABLE',
    hint: 'check the url or command of the server; -v shows what it prints',
  },
  timeout: {
    code: 'E_UNREACHABLE',
    hint: 'give it more time: --connect-timeout, --idle-timeout, --timeout; -v shows what it prints',
  },
  protocol: { code: 'E_REMOTE', hint: 'this is a fault of the server: tell those who make it' },
  'remote-error': { code: 'E_REMOTE', hint: 'the server says so itself; -v shows what it prints' },
  'unknown-tool': { code: 'E_REMOTE', hint: '--list shows the tools of the server' },
  'invalid-arguments': { code: 'E_USAGE', hint: '--schema shows what the tool takes' },
  refused: { code: 'E_REFUSED', hint: 'see "What is refused" in docs/commands/run-mcp-tool.md' },
  cancelled: { code: 'E_FAILED', hint: 'run it again' },
};

/**
 * A fault of a server as an error with an exit code. Whatever error it is, the server's secrets are taken out of
 * it: a server that writes its environment into a schema or a name has them repeated in errors. Anything else
 * stays as it is.
 */
export function explainFault(thrown: unknown, server: McpServerDefinition): unknown {
  const hide = hidingSecretsOf(server);
  const clean = (text: string): string => visible(hide(text));
  if (thrown instanceof McpFault) {
    const { code, hint } = EXPLANATIONS[thrown.kind];
    return new LlmgwError(code, clean(`MCP server ${server.name}: ${thrown.message}`), { hint });
  }
  if (!isLlmgwError(thrown)) return thrown;
  const { code, message, where, hint, cause } = thrown;
  return new LlmgwError(code, clean(message), {
    ...(where !== undefined && { where: clean(where) }),
    ...(hint !== undefined && { hint: clean(hint) }),
    ...(cause !== undefined && { cause }),
  });
}
