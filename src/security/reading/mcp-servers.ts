import {
  yamlChild,
  yamlEntries,
  yamlItems,
  yamlText,
  type YamlEntry,
  type YamlNode,
  type YamlScalar,
} from '../../config/yaml-document.ts';
import type { Project, ProjectFile } from '../project.ts';
import { readAddress, type Address } from './address.ts';
import { gatewayConfigs } from './gateway-config.ts';

/** A server of `mcp_servers`, as it is written. */
export interface McpServer {
  readonly file: ProjectFile;
  readonly name: string;
  readonly node: YamlNode;
  readonly command: YamlScalar | null;
  readonly args: readonly YamlScalar[];
  readonly env: readonly YamlEntry[];
  readonly url: YamlScalar | null;
  /** Of the URL; null: there is none, or it is a variable. */
  readonly address: Address | null;
}

/** Every server of every configuration. */
export function mcpServers(project: Project): readonly McpServer[] {
  return gatewayConfigs(project).flatMap(({ file, root }) =>
    yamlEntries(yamlChild(root, 'mcp_servers')).map(({ key, value }) => {
      const url = scalarOf(yamlChild(value, 'url'));
      return {
        file,
        name: key,
        node: value,
        command: scalarOf(yamlChild(value, 'command')),
        args: yamlItems(yamlChild(value, 'args')).flatMap((item) => scalarOf(item) ?? []),
        env: yamlEntries(yamlChild(value, 'env')),
        url,
        address: url === null || !url.text.includes('://') ? null : readAddress(url.text),
      };
    }),
  );
}

function scalarOf(node: YamlNode | null): YamlScalar | null {
  return node?.kind === 'scalar' && node.value !== null ? node : null;
}

/** The program a command starts, without its folder and ending: `/bin/sh` is `sh`. */
export function programOf({ command }: McpServer): string {
  const name = command?.text.split(/[/\\]/).at(-1) ?? '';
  return name.replace(/\.(?:exe|cmd|bat)$/i, '').toLowerCase();
}

/** Programs that run whatever they are told to. */
export const SHELLS: ReadonlySet<string> = new Set(
  'sh bash zsh dash ksh fish ash cmd powershell pwsh env xargs sudo su busybox'.split(' '),
);

/** What LiteLLM starts without being told to. */
export const STARTED: ReadonlySet<string> = new Set(
  'npx uvx python python3 node docker deno'.split(' '),
);

/** Whether it shows the server who it is. */
export function hasCredentials({ node }: McpServer): boolean {
  const auth = yamlText(yamlChild(node, 'auth_type'))?.toLowerCase() ?? 'none';
  const headers = yamlEntries(yamlChild(node, 'static_headers'));
  const words = headers.some(({ key }) => /authorization|api-key|token/i.test(key));
  return auth !== 'none' || words || yamlChild(node, 'authentication_token') !== null;
}

/** Whether the tools that may be used are listed. */
export function hasToolList({ node }: McpServer): boolean {
  return yamlItems(yamlChild(node, 'allowed_tools')).length > 0;
}
