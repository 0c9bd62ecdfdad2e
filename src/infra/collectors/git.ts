import type { Collector, Findings, World } from '../collector.ts';
import type { Entity } from '../fact.ts';
import { unavailable } from './findings.ts';

/** The repositories of these folders: revision, branch, what is not committed. */
export function gitCollector(folders: readonly string[]): Collector {
  return {
    name: 'git',
    summary: 'revision, branch and remotes of the repositories (of the config, and --repo)',
    collect: async (world) => collectGit(world, folders),
  };
}

async function collectGit(world: World, folders: readonly string[]): Promise<Findings> {
  const repos = new Map<string, Entity>();
  for (const folder of folders) {
    const root = await ask(world, folder, ['rev-parse', '--show-toplevel']);
    if (root === null) return unavailable('there is no git');
    const path = root.trim();
    if (path !== '' && !repos.has(path)) repos.set(path, await describe(world, path));
  }
  if (repos.size === 0) return unavailable('none of the folders is in a repository');
  return {
    ...{ status: 'ok', relations: [], samples: [], warnings: [] },
    entities: [...repos.values()],
  };
}

async function describe(world: World, path: string): Promise<Entity> {
  const line = async (...args: readonly string[]): Promise<string> =>
    ((await ask(world, path, args)) ?? '').trim();
  const remotes = await line('remote', '--verbose');
  // Nothing is written, not even the index; what is ignored does not count.
  const status = await line('status', '--porcelain', '--untracked-files=no');
  return {
    kind: 'repo',
    key: path,
    name: path.split('/').at(-1) ?? path,
    body: {
      path,
      revision: await line('rev-parse', '--verify', '--quiet', 'HEAD'),
      branch: await line('rev-parse', '--abbrev-ref', 'HEAD'),
      tag: await line('describe', '--tags', '--abbrev=0'),
      dirty: status !== '',
      remotes: [...new Set(remotes.split('\n').map(withoutCredentials))].filter(
        (one) => one !== '',
      ),
    },
  };
}

/** Null: there is no git. Empty: it said no. */
async function ask(world: World, folder: string, args: readonly string[]): Promise<string | null> {
  // No hook, no file-system monitor, no helper of a repository that is not ours runs.
  const safe = [
    '--no-optional-locks',
    '-c',
    'core.fsmonitor=false',
    '-c',
    'core.hooksPath=/dev/null',
  ];
  const result = await world.run('git', [...safe, '-C', folder, ...args]);
  if (result === null) return null;
  return result.code === 0 ? result.stdout : '';
}

function withoutCredentials(remote: string): string {
  return remote
    .replace(/\s*\((fetch|push)\)$/, '')
    .replace(/\s+/, ' ')
    .replace(/:\/\/[^/@\s]*@/, '://');
}
