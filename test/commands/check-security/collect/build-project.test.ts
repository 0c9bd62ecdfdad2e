import { expect, test } from '@jest/globals';
import {
  buildProject,
  projectNames,
} from '../../../../commands/check-security/collect/build-project.ts';

test('what was read, what was not, and how many of each', () => {
  const place = { mode: null, origin: 'loose' } as const;
  const { project, skipped } = buildProject(
    [
      { kind: 'text', facts: { ...place, path: 'a', text: 'x' } },
      { kind: 'unread', file: { ...place, path: 'b', reason: 'binary' } },
      { kind: 'skipped', reason: 'symlink' },
      { kind: 'skipped', reason: 'gone' },
    ],
    { isGit: true, names: [], today: '2026-11-23', isSharedHost: false },
  );
  expect(project).toMatchObject({ files: [{ path: 'a' }], unread: [{ path: 'b' }], isGit: true });
  expect(skipped).toEqual({ binary: 1, symlink: 1 });
});

test('names are those of the folder and of the remotes', () => {
  const remotes =
    'remote.origin.url git@example.com:acme/gateway.git\nremote.up.url https://example.com/up/stream\n';
  expect(projectNames('/home/x/deploy', remotes)).toEqual([
    'deploy',
    'acme',
    'gateway',
    'up',
    'stream',
  ]);
  expect(projectNames('/', '')).toEqual([]);
});
