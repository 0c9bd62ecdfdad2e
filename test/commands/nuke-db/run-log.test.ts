import { readFileSync, statSync } from 'node:fs';
import { afterAll, expect, test } from '@jest/globals';
import { newRunId, RunLog } from '../../../commands/nuke-db/run-log.ts';
import { captureIo } from '../../support/io.ts';
import { makeRunFolder } from '../../support/nuke.ts';
import { VirtualClock } from '../../support/virtual-clock.ts';

const folder = makeRunFolder();
afterAll(() => folder.remove());
const clock = new VirtualClock();

test('keeps every step in a file of its own, and tells people what matters', () => {
  const captured = captureIo({ cwd: folder.path });
  const log = new RunLog({ io: captured.io, clock, runId: newRunId(clock), echo: 'text' });
  log.write('nuke.start');
  clock.advance(20);
  log.write('truncate.start', { tables: 57 });
  expect(log.stage).toBe('truncate.start');
  log.write('nuke.aborted', { changed: false });
  expect(log.stage).toBe('truncate.start');
  log.close();
  const lines = readFileSync(log.file, 'utf8')
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as object);
  expect(lines).toMatchObject([
    { event: 'nuke.start', ms: 0 },
    { event: 'truncate.start', ms: 20 },
    { changed: false },
  ]);
  expect(statSync(log.file).mode & 0o777).toBe(0o600);
  expect(captured.stderr()).toBe('nuke-db: emptying 57 tables\n');
});

test('for programs every line goes to stderr', () => {
  const captured = captureIo({ cwd: folder.path });
  const log = new RunLog({ io: captured.io, clock, runId: 'x', echo: 'json' });
  log.write('nuke.start', { scope: 'data' });
  log.close();
  expect(JSON.parse(captured.stderr())).toMatchObject({
    run_id: 'x',
    event: 'nuke.start',
    scope: 'data',
  });
});

test('a run that can leave no trace is not begun', () => {
  const { io } = captureIo({ cwd: '/dev/null' });
  expect(() => new RunLog({ io, clock, runId: 'x', echo: null })).toThrow(
    expect.objectContaining({ code: 'E_IO' }),
  );
});
