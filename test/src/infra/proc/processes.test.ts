import { describe, expect, test } from '@jest/globals';
import { listPids, readProcess, toEntity } from '../../../../src/infra/proc/processes.ts';
import { playWorld, type RecordedWorld } from '../../../support/infra-world.ts';
import { RECORDED_HOST } from '../../../support/recorded-host.ts';

const world = playWorld(RECORDED_HOST);

test('a process is read, whatever its name holds', async () => {
  expect(await readProcess(world, 101)).toEqual({
    ...{ pid: 101, parent: 100, command: ['node', 'w.js'], program: 'node' },
    ...{ executable: '/usr/bin/node', group: null, startedAt: 101, residentBytes: 40_960 },
  });
  expect(await readProcess(world, 102)).toMatchObject({ executable: '/usr/bin/node' });
  expect(await listPids(world)).toEqual([1, 2, 9, 100, 101, 102, 200, 300]);
});

test('one that has ended, or makes no sense, is none', async () => {
  expect(await readProcess(world, 4_242)).toBeNull();
  for (const stat of ['', 'x', '1 (', ') (', '1 (a) S']) {
    expect(await readProcess(playWorld({ files: { '/proc/5/stat': stat } }), 5)).toBeNull();
  }
});

describe('what a process is known by', () => {
  async function entityOf(
    recording: RecordedWorld,
    pid: number,
  ): Promise<ReturnType<typeof toEntity>> {
    const process = await readProcess(playWorld(recording), pid);
    if (process === null) throw new RangeError('none');
    return toEntity(process);
  }

  function withCommand(words: readonly string[]): RecordedWorld {
    const files = { ...RECORDED_HOST.files, '/proc/100/cmdline': words.join('\0') };
    return { ...RECORDED_HOST, files };
  }

  test('is its program and arguments, not its pid', async () => {
    const [a, b] = [await entityOf(RECORDED_HOST, 101), await entityOf(RECORDED_HOST, 102)];
    expect(a.key).toBe(b.key);
    expect((await entityOf(withCommand(['node', 'other.js']), 100)).key).not.toBe(a.key);
  });

  test('is not its secrets: another key is the same process', async () => {
    const one = await entityOf(withCommand(['x', '--api-key', 'one']), 100);
    const two = await entityOf(withCommand(['x', '--api-key', 'two']), 100);
    expect(one.key).toBe(two.key);
  });

  test('is the title up to the colon, for a server that writes its state into it', async () => {
    expect((await entityOf(RECORDED_HOST, 200)).body['command']).toEqual(['postgres']);
  });

  test.each([
    ['/system.slice/llmgw.service', 'llmgw.service'],
    ['/user.slice/user-0.slice/session-7.scope', null],
    [`/docker/${'ab'.repeat(32)}`, 'container/abababababab'],
    ['/', null],
  ])('control group %s is %s', async (path, group) => {
    const files = { ...RECORDED_HOST.files, '/proc/100/cgroup': `1:name=x:/\n0::${path}\n` };
    const process = await readProcess(playWorld({ ...RECORDED_HOST, files }), 100);
    expect(process?.group).toBe(group);
  });
});
