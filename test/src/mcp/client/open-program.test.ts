import { expect, test } from '@jest/globals';
import { openProgram } from '../../../../src/mcp/client/open-program.ts';
import { connectServer } from '../../../../src/mcp/connect-server.ts';
import { connectOptions, MISBEHAVING, programServer } from '../../../support/mcp-definitions.ts';

const program = (command: string) => ({ kind: 'stdio', command, args: [], env: {} }) as const;

test('a program is started only when the transport is, and only when it is listed', async () => {
  const way = openProgram(program('node'), connectOptions());
  expect(way).toMatchObject({ kind: 'stdio' });
  expect(way.ending()).toBeNull();
  await way.close();
  expect(() => openProgram(program('bash'), connectOptions())).toThrow(
    expect.objectContaining({ kind: 'refused' }),
  );
});

test('one that was started before is spoken with, also when it has ended since', async () => {
  const start = (mode: string) => {
    const server = programServer([MISBEHAVING, mode]);
    if (server.transport.kind !== 'stdio') throw new TypeError('no program');
    const way = openProgram(server.transport, connectOptions());
    way.transport.begin();
    return { server, way };
  };
  const well = start('well');
  const session = await connectServer(well.server, connectOptions({ way: well.way }));
  expect(await session.listTools()).toHaveLength(4);
  await session.close();
  const dead = start('die');
  while (dead.way.ending() === null) await new Promise((resolve) => setImmediate(resolve));
  const connecting = connectServer(dead.server, connectOptions({ way: dead.way }));
  await expect(connecting).rejects.toMatchObject({
    ...{ kind: 'unreachable', message: 'it ended with exit code 3' },
  });
});
