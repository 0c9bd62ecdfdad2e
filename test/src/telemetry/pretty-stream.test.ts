import { expect, test } from '@jest/globals';
import { createPrettyStream } from '../../../src/telemetry/pretty-stream.ts';

function pretty(color: boolean): string {
  const writes: string[] = [];
  const stream = createPrettyStream({ write: (text) => writes.push(text) }, color);
  stream.write('{"level":30,"time":1700000000000,"msg":"ready"}\n');
  return writes.join('');
}

test('a line of JSON becomes a line for people', () => {
  expect(pretty(false)).toMatch(/^\[\d\d:\d\d:\d\d\.\d{3}\] INFO: ready\n$/);
});

test('colour comes only where it is wanted', () => {
  expect(pretty(true)).toContain('\u001b[');
});
