import { mcpExtraCommandsShell } from '../../../../src/security/rules/mcp-extra-commands-shell.ts';
import { describeRule } from '../../../support/rule-cases.ts';

describeRule(mcpExtraCommandsShell, {
  fires: [
    {
      title: 'among others',
      files: {
        '.env': `A=1
LITELLM_MCP_STDIO_EXTRA_COMMANDS=go,/bin/zsh
`,
      },
      at: ['.env:2:34'],
      without: ['/bin/zsh', 'ruby'],
    },
  ],
  silent: [
    {
      title: 'a name that only begins so',
      files: {
        '.env': `LITELLM_MCP_STDIO_EXTRA_COMMANDS=bashful
`,
      },
    },
  ],
});
