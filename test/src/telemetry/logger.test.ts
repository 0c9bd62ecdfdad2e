import { describe, expect, test } from '@jest/globals';
import { createLogger, type LoggerOptions } from '../../../src/telemetry/logger.ts';

function capture(): { readonly stream: LoggerOptions['stream']; readonly writes: string[] } {
  const writes: string[] = [];
  return { writes, stream: { write: (text) => writes.push(text) } };
}

/** Microtasks, and with them the lines of this turn, are done when this resolves. */
const nextTurn = (): Promise<void> =>
  new Promise((resolve) => {
    setImmediate(resolve);
  });

describe('JSON', () => {
  test('a line holds level, time, fields and message', async () => {
    const { stream, writes } = capture();
    const logger = await createLogger({ level: 'info', pretty: false, stream });
    logger.child({ part: 'gateway' }).info({ ms: 12 }, 'answered');
    await nextTurn();
    const line: unknown = JSON.parse(writes.join(''));
    expect(line).toEqual({
      level: 'info',
      time: expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/),
      part: 'gateway',
      ms: 12,
      msg: 'answered',
    });
  });

  test('the lines of one turn go out in one write, in order', async () => {
    const { stream, writes } = capture();
    const logger = await createLogger({ level: 'info', pretty: false, stream });
    logger.info('one');
    logger.warn('two');
    await nextTurn();
    logger.error('three');
    await nextTurn();
    expect(writes).toHaveLength(2);
    expect(writes[0]).toMatch(/"one".*\n.*"two".*\n$/);
  });

  test('lines below the level are not written', async () => {
    const { stream, writes } = capture();
    const logger = await createLogger({ level: 'warn', pretty: false, stream });
    logger.info('quiet');
    logger.debug('quieter');
    await nextTurn();
    expect(writes).toEqual([]);
  });

  test('credentials are redacted wherever headers and settings put them', async () => {
    const { stream, writes } = capture();
    const logger = await createLogger({ level: 'info', pretty: false, stream });
    logger.info({ api_key: 'c4nary', headers: { authorization: 'c4nary', cookie: 'c4nary' } }, 'x');
    logger.info({ headers: { 'x-api-key': 'c4nary', 'api-key': 'c4nary' }, token: 'c4nary' }, 'y');
    logger.child({ password: 'c4nary' }).info('z');
    await nextTurn();
    expect(writes.join('')).not.toContain('c4nary');
    expect(writes.join('').match(/\[redacted\]/g)).toHaveLength(7);
  });

  test('an error keeps its stack', async () => {
    const { stream, writes } = capture();
    const logger = await createLogger({ level: 'info', pretty: false, stream });
    logger.error({ err: new Error('broken') }, 'failed');
    await nextTurn();
    expect(writes.join('')).toMatch(/"message":"broken","stack":"Error: broken\\n/);
  });
});

test('pretty lines are for people, and as discreet', async () => {
  const { stream, writes } = capture();
  const logger = await createLogger({ level: 'info', pretty: true, stream });
  logger.info({ ms: 12, api_key: 'c4nary' }, 'answered');
  expect(writes.join('')).toMatch(
    /^\[\d\d:\d\d:\d\d\.\d{3}\] INFO: answered \{"ms":12,"api_key":"\[redacted\]"\}\n$/,
  );
});
