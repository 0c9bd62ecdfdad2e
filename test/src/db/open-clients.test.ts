import { EventEmitter } from 'node:events';
import { expect, test } from '@jest/globals';
import type { ClientBase } from 'pg';
import { OpenClients } from '../../../src/db/open-clients.ts';

/** A client of which only the end and the socket matter. */
function fakeClient() {
  const client = Object.assign(new EventEmitter(), {
    cuts: 0,
    connection: { stream: { destroy: () => void (client.cuts += 1) } },
  });
  return { client, asClient: client as unknown as ClientBase };
}

test('is empty when every client has ended', async () => {
  const open = new OpenClients();
  await open.empty();
  const [one, two] = [fakeClient(), fakeClient()];
  open.add(one.asClient);
  open.add(two.asClient);
  let isEmpty = false;
  const waiting = open.empty().then(() => (isEmpty = true));
  one.client.emit('end');
  await Promise.resolve();
  expect(isEmpty).toBe(false);
  two.client.emit('end');
  await waiting;
});

test('cuts only what is still open', () => {
  const open = new OpenClients();
  const [one, two] = [fakeClient(), fakeClient()];
  open.add(one.asClient);
  open.add(two.asClient);
  one.client.emit('end');
  open.cut();
  expect([one.client.cuts, two.client.cuts]).toEqual([0, 1]);
});
