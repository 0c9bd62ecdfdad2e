import type { CommandEntry } from '../src/cli/command.ts';
import type { CommandContext } from './context.ts';

/** Every command: its name, one line, and how to load it. Nothing is loaded before it is needed. */
export const commands: readonly CommandEntry<CommandContext>[] = [
  {
    name: 'serve',
    summary: 'Serve a LiteLLM config.yaml as an OpenAI-compatible gateway',
    load: async () => (await import('./serve/serve.command.ts')).serveCommand,
  },
  {
    name: 'chaos-provider',
    summary: 'Play a provider that misbehaves on purpose, to try a gateway on',
    load: async () =>
      (await import('./chaos-provider/chaos-provider.command.ts')).chaosProviderCommand,
  },
  {
    name: 'explain-route',
    summary: 'Say where a request goes, and where next when it fails there',
    load: async () =>
      (await import('./explain-route/explain-route.command.ts')).explainRouteCommand,
  },
  {
    name: 'validate-config',
    summary: 'Say everything that is wrong with a config.yaml before it runs',
    load: async () =>
      (await import('./validate-config/validate-config.command.ts')).validateConfigCommand,
  },
  {
    name: 'explain',
    summary: 'Say what a finding means, why it matters and how to mend it',
    load: async () => (await import('./explain/explain.command.ts')).explainCommand,
  },
  {
    name: 'render-config',
    summary: 'Show a config.yaml as the gateway reads it, with its secrets hidden',
    load: async () =>
      (await import('./render-config/render-config.command.ts')).renderConfigCommand,
  },
  {
    name: 'doctor',
    summary: 'Look at every part the gateway depends on, and say what mends it',
    load: async () => (await import('./doctor/doctor.command.ts')).doctorCommand,
  },
  {
    name: 'nuke-db',
    summary: 'Empty the tables of a LiteLLM database, guarded, backed up and verified',
    load: async () => (await import('./nuke-db/nuke-db.command.ts')).nukeDbCommand,
  },
  {
    name: 'restore',
    summary: 'Put back what nuke-db took',
    load: async () => (await import('./restore/restore.command.ts')).restoreCommand,
  },
  {
    name: 'reencrypt-db',
    summary: 'Rewrite every stored secret of a LiteLLM database under a new salt key',
    load: async () => (await import('./reencrypt-db/reencrypt-db.command.ts')).reencryptDbCommand,
  },
  {
    name: 'check-security',
    summary: 'Find secrets and unsafe settings in the files of a deployment, and mend them',
    load: async () =>
      (await import('./check-security/check-security.command.ts')).checkSecurityCommand,
  },
  {
    name: 'run-mcp-tool',
    summary: 'List and call the tools of the MCP servers that the gateway knows',
    load: async () => (await import('./run-mcp-tool/run-mcp-tool.command.ts')).runMcpToolCommand,
  },
  {
    name: 'ingest-state',
    summary: 'Record what runs where: processes, ports, containers, models, with history',
    load: async () => (await import('./ingest-state/ingest-state.command.ts')).ingestStateCommand,
  },
  {
    name: 'query-infra',
    summary: 'Answer what runs where, now or at any time, in words, filters or SQL',
    load: async () => (await import('./query-infra/query-infra.command.ts')).queryInfraCommand,
  },
];
