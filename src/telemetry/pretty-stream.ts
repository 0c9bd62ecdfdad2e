import { prettyFactory } from 'pino-pretty';
import type { LogStream } from './log-stream.ts';

/**
 * Turns JSON lines into lines for people, in this thread: a worker would lose the last line before a
 * crash. A module of its own, since only terminals need the package.
 */
export function createPrettyStream(stream: LogStream, color: boolean): LogStream {
  const render = prettyFactory({
    colorize: color,
    translateTime: 'SYS:HH:MM:ss.l',
    singleLine: true,
  });
  return { write: (line) => stream.write(render(line)) };
}
