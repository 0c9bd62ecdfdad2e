import type { Rule } from '../rule.ts';
import { mcpAllowAllKeys } from '../rules/mcp-allow-all-keys.ts';
import { mcpBroadFilesystem } from '../rules/mcp-broad-filesystem.ts';
import { mcpDescriptionInjection } from '../rules/mcp-description-injection.ts';
import { mcpDockerSocket } from '../rules/mcp-docker-socket.ts';
import { mcpExtraCommandsShell } from '../rules/mcp-extra-commands-shell.ts';
import { mcpHeaderToEnv } from '../rules/mcp-header-to-env.ts';
import { mcpHttpNoAuth } from '../rules/mcp-http-no-auth.ts';
import { mcpNoToolAllowlist } from '../rules/mcp-no-tool-allowlist.ts';
import { mcpPlainHttp } from '../rules/mcp-plain-http.ts';
import { mcpPublicInternet } from '../rules/mcp-public-internet.ts';
import { mcpSecretInArgs } from '../rules/mcp-secret-in-args.ts';
import { mcpStdioOffAllowlist } from '../rules/mcp-stdio-off-allowlist.ts';
import { mcpStdioShell } from '../rules/mcp-stdio-shell.ts';
import { mcpTokenPassthrough } from '../rules/mcp-token-passthrough.ts';
import { mcpUnpinnedPackage } from '../rules/mcp-unpinned-package.ts';

/** LGW6xx. */
export const mcpRules: readonly Rule[] = [
  mcpStdioShell,
  mcpStdioOffAllowlist,
  mcpExtraCommandsShell,
  mcpUnpinnedPackage,
  mcpHttpNoAuth,
  mcpPlainHttp,
  mcpAllowAllKeys,
  mcpPublicInternet,
  mcpHeaderToEnv,
  mcpDockerSocket,
  mcpSecretInArgs,
  mcpBroadFilesystem,
  mcpNoToolAllowlist,
  mcpDescriptionInjection,
  mcpTokenPassthrough,
];
