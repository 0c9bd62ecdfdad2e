import { relative } from 'node:path';
import type { ListenAddress } from '../../src/http/server.ts';
import type { Io } from '../../src/cli/io.ts';
import type { Runtime } from '../../src/gateway/runtime.ts';
import type { Logger } from '../../src/telemetry/logger.ts';
import type { CommandContext } from '../context.ts';
import type { FoundConfig } from '../find-config.ts';
import type { MasterKey } from './master-key.ts';

/** What there is to say about a server that is ready. */
export interface Announcement {
  readonly address: ListenAddress;
  readonly found: FoundConfig;
  readonly runtime: Runtime;
  readonly masterKey: MasterKey;
  readonly tls: boolean;
  readonly logger: Logger;
}

const SHOWN_MODELS = 6;

/** One quiet block for people, one log line for machines. */
export function announce(context: CommandContext, news: Announcement): void {
  const { io } = context;
  const url = urlOf(news);
  const models = news.runtime.table.names();
  if (context.options.json) {
    const ready = { schema: 'llmgw.serve/v1', url, config: news.found.file, models };
    io.stdout.write(`${JSON.stringify(ready)}\n`);
  }
  if (!io.stderr.isTty) {
    const { hash } = news.runtime.config;
    const fields = { url, config: news.found.file, config_hash: hash, models: models.length };
    const hint = keyLine(news.masterKey, io.cwd);
    news.logger.info({ ...fields, ...(hint === null ? {} : { key: hint }) }, 'ready');
  } else if (!context.options.quiet) {
    io.stderr.write(block(context, news, url));
  }
}

function block(context: CommandContext, news: Announcement, url: string): string {
  const { paint } = context.io.stderr;
  const models = news.runtime.table.names();
  const more = models.length > SHOWN_MODELS ? ` and ${models.length - SHOWN_MODELS} more` : '';
  const rows: [string, string | null][] = [
    ['address', paint.bold(url)],
    ['config', describeConfig(news.found, context.io.cwd)],
    ['models', models.length === 0 ? 'none' : models.slice(0, SHOWN_MODELS).join(', ') + more],
    ['key', keyText(news.masterKey, context.io.cwd)],
  ];
  const lines = rows
    .filter(([, text]) => text !== null)
    .map(([name, text]) => `  ${paint.dim(name.padEnd(8))} ${text}`);
  const curl = curlLine(news, url, context.io);
  return `\n${lines.join('\n')}\n\n  ${curl}\n\n`;
}

function describeConfig(found: FoundConfig, cwd: string): string {
  const shown = shorten(found.file, cwd);
  return found.origin === 'built-in' ? `${shown} (built in: no config.yaml here)` : shown;
}

/** The one time that a generated key is shown is the time it is made. */
function keyText({ key, origin, file }: MasterKey, cwd: string): string {
  if (origin === 'made' && key !== null && file !== null) {
    return `${key.reveal()} (shown this once; kept in ${shorten(file, cwd)})`;
  }
  if (origin === 'kept' && file !== null) return `in ${shorten(file, cwd)}`;
  return origin === 'none' ? 'none: every caller is let in (--dev)' : 'as configured';
}

function keyLine({ origin, file }: MasterKey, cwd: string): string | null {
  if (file !== null) return `generated, in ${shorten(file, cwd)}`;
  return origin === 'none' ? 'none: every caller is let in (--dev)' : null;
}

/** A command that works when pasted, without putting the key on anybody's screen. */
function curlLine(news: Announcement, url: string, io: Io): string {
  const model = news.runtime.table.names().find((name) => !name.includes('*')) ?? 'MODEL';
  const body = JSON.stringify({ model, messages: [{ role: 'user', content: 'Hello' }] });
  return [
    'curl',
    ...(news.tls ? ['-k'] : []),
    `${url}/v1/chat/completions`,
    ...authorization(news.masterKey, io),
    `-H 'Content-Type: application/json'`,
    `-d '${body.replaceAll("'", String.raw`'\''`)}'`,
  ].join(' ');
}

function authorization({ key: secret, origin, file }: MasterKey, { env, cwd }: Io): string[] {
  if (origin === 'none') return [];
  const isExported = secret !== null && env['LITELLM_MASTER_KEY'] === secret.reveal();
  const configured = isExported ? '$LITELLM_MASTER_KEY' : '<your master key>';
  const key = file === null ? configured : `$(cat ${shorten(file, cwd)})`;
  return [`-H "Authorization: Bearer ${key}"`];
}

function urlOf({ address, tls }: Announcement): string {
  const unspecified = address.address === '0.0.0.0' || address.address === '::';
  const plain = address.family === 'IPv6' ? `[${address.address}]` : address.address;
  return `${tls ? 'https' : 'http'}://${unspecified ? '127.0.0.1' : plain}:${address.port}`;
}

function shorten(file: string, cwd: string): string {
  const path = relative(cwd, file);
  return path.startsWith('..') ? file : path;
}
