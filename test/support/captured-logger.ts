import { createLogger, type Logger } from '../../src/telemetry/logger.ts';

/** One line of the log. */
export interface LogLine {
  readonly level: string;
  readonly msg: string;
  readonly [field: string]: unknown;
}

/** A real logger and what it wrote. */
export interface CapturedLogger {
  readonly logger: Logger;
  /** Everything as it was written. */
  text(): string;
  /** The lines, once those of this turn have gone out. */
  lines(): Promise<readonly LogLine[]>;
}

/** Makes a logger that keeps its lines. */
export async function captureLogger(): Promise<CapturedLogger> {
  let text = '';
  const stream = { write: (chunk: string) => void (text += chunk) };
  const logger = await createLogger({ level: 'debug', pretty: false, stream });
  return {
    logger,
    text: () => text,
    async lines() {
      await new Promise((resolve) => setImmediate(resolve));
      const lines = text.split('\n').filter((line) => line !== '');
      return lines.map((line) => JSON.parse(line) as LogLine);
    },
  };
}
