import { expect, test } from '@jest/globals';
import { UsageRecorder, type RequestRecord } from '../../../src/gateway/record-usage.ts';

import { turns } from '../../support/http-server.ts';
import { requestRecord } from '../../support/request-records.ts';

function collecting(recorder: UsageRecorder): RequestRecord[][] {
  const batches: RequestRecord[][] = [];
  recorder.addSink((batch) => void batches.push([...batch]));
  return batches;
}

test('what is recorded in one turn goes out as one batch, after it, to every sink', async () => {
  const recorder = new UsageRecorder();
  const [first, second] = [collecting(recorder), collecting(recorder)];
  const records = [requestRecord({ id: 'a' }), requestRecord({ id: 'b' })];
  for (const record of records) recorder.record(record);
  expect(first).toEqual([]);
  await turns(2);
  expect(first).toEqual([records]);
  expect(second).toEqual([records]);
  recorder.record(requestRecord({ id: 'c' }));
  await turns(2);
  expect(first).toHaveLength(2);
});

test('a flush hands out at once, and an empty one is no batch', async () => {
  const recorder = new UsageRecorder();
  const batches = collecting(recorder);
  recorder.record(requestRecord());
  recorder.flush();
  recorder.flush();
  await turns(2);
  expect(batches).toHaveLength(1);
});

test('the queue is bounded: what is too much is counted, not kept', () => {
  const recorder = new UsageRecorder();
  const batches = collecting(recorder);
  for (let i = 0; i < 10_003; i += 1) recorder.record(requestRecord());
  expect(recorder.dropped).toBe(3);
  recorder.flush();
  expect(batches[0]).toHaveLength(10_000);
  recorder.record(requestRecord());
  recorder.flush();
  expect(batches[1]).toHaveLength(1);
});
