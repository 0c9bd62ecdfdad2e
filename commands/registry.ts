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
];
