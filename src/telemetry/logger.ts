import { pino, stdTimeFunctions } from 'pino';
import type { LogStream } from './log-stream.ts';

/** What a log line says besides its message. Never prompts, answers or keys. */
export type LogFields = Readonly<Record<string, unknown>>;

/** Writes one line per call. */
export interface LogMethod {
  (fields: LogFields, message: string): void;
  (message: string): void;
}

/** A structured log. Subsystems make one child each, once. */
export interface Logger {
  readonly debug: LogMethod;
  readonly info: LogMethod;
  readonly warn: LogMethod;
  readonly error: LogMethod;
  child(fields: LogFields): Logger;
}

export type LogLevel = 'debug' | 'info' | 'warn' | 'error' | 'silent';

/** How to log. */
export interface LoggerOptions {
  readonly level: LogLevel;
  /** Lines for people instead of JSON. */
  readonly pretty: boolean;
  /** Only with `pretty`. */
  readonly color?: boolean;
  readonly stream: LogStream;
  /**
   * False for a log whose fields are all chosen by its one writer: looking for secrets in a line
   * costs more than writing it.
   */
  readonly redact?: boolean;
}

const SECRET_FIELDS = [
  'authorization',
  'proxy-authorization',
  'cookie',
  'set-cookie',
  'api_key',
  'apiKey',
  'api-key',
  'x-api-key',
  'x-goog-api-key',
  'master_key',
  'password',
  'secret',
  'token',
];

/** A log to `stream`: JSON lines, or with `pretty` lines for a terminal. */
export async function createLogger(options: LoggerOptions): Promise<Logger> {
  const stream = options.pretty
    ? await prettyStream(options)
    : new CoalescingStream(options.stream);
  const logger: Logger = pino(
    {
      level: options.level,
      base: null,
      timestamp: stdTimeFunctions.isoTime,
      formatters: { level: (label) => ({ level: label }) },
      ...(options.redact === false
        ? {}
        : { redact: { paths: SECRET_FIELDS.flatMap(pathsOf), censor: '[redacted]' } }),
    },
    stream,
  );
  return logger;
}

/** A field at the top, and one level down: `headers.authorization`. */
function pathsOf(field: string): readonly string[] {
  return [`["${field}"]`, `*["${field}"]`];
}

async function prettyStream({ stream, color = false }: LoggerOptions): Promise<LogStream> {
  const { createPrettyStream } = await import('./pretty-stream.ts');
  return createPrettyStream(stream, color);
}

/** Sends the lines of one turn in one write: under load a write for each would cost more than the line. */
class CoalescingStream implements LogStream {
  readonly #stream: LogStream;
  #lines = '';

  constructor(stream: LogStream) {
    this.#stream = stream;
  }

  write(line: string): void {
    if (this.#lines === '') queueMicrotask(() => this.#flush());
    this.#lines += line;
  }

  #flush(): void {
    const lines = this.#lines;
    this.#lines = '';
    this.#stream.write(lines);
  }
}
