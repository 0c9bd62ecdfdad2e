import { spawn } from 'node:child_process';
import { closeSync, fchownSync, fstatSync } from 'node:fs';
import type { Programs } from './find-binaries.ts';
import type { Home } from './home.ts';
import { markOf } from './postmaster.ts';
import { openFolder, PROGRAM_ENV } from './run-program.ts';
import { openLog, readLogSince } from './server-log.ts';

/** A server that has been started, and may not be ready yet. */
export interface Launch {
  hasExited(): boolean;
  /** What it has logged since it was started. */
  said(): string;
}

/**
 * Starts the server in a process group of its own, so that Ctrl-C reaches us and not it. It outlives
 * this process: others may be using it.
 */
export function launchServer(home: Home, { postgres, major }: Programs): Launch {
  const log = openLog(home.log);
  const from = fstatSync(log).size;
  // Begun by root, it must be theirs to go on with.
  if (home.account !== null) fchownSync(log, home.account.uid, home.account.gid);
  const folder = openFolder(home.data);
  let hasExited = false;
  let failure = '';
  const child = spawn(postgres, ['-D', folder.name, ...settingArgs(home, major)], {
    ...home.account,
    cwd: '/',
    env: PROGRAM_ENV,
    stdio: ['ignore', log, log, folder.fd],
    detached: true,
  });
  child.unref();
  child.once('error', (error) => {
    hasExited = true;
    failure = error.message;
  });
  child.once('exit', () => {
    hasExited = true;
  });
  folder.close();
  closeSync(log);
  return {
    hasExited: () => hasExited,
    said: () => `${readLogSince(home.log, from)}\n${failure}`,
  };
}

function settingArgs(home: Home, major: number): string[] {
  const settings = {
    ...SETTINGS,
    ...versionSettings(major),
    unix_socket_directories: home.socketSetting,
  };
  const args = Object.entries(settings).map(([name, value]) => `${name}=${value}`);
  return [...args, markOf(home.data)].flatMap((arg) => ['-c', arg]);
}

/** On the command line, so that a new version of ours brings its own. */
const SETTINGS: Readonly<Record<string, string>> = {
  cluster_name: 'llmgw',
  listen_addresses: '',
  port: '5432',
  unix_socket_permissions: '0700',
  // Rows that were acknowledged are on the disk.
  fsync: 'on',
  synchronous_commit: 'on',
  full_page_writes: 'on',
  // A small server for one machine.
  max_connections: '50',
  shared_buffers: '32MB',
  maintenance_work_mem: '32MB',
  wal_level: 'minimal',
  max_wal_senders: '0',
  min_wal_size: '32MB',
  max_wal_size: '256MB',
  max_parallel_workers_per_gather: '0',
  max_logical_replication_workers: '0',
  jit: 'off',
  huge_pages: 'off',
  // Containers have little of /dev/shm, and systemd clears it when a user logs out.
  dynamic_shared_memory_type: 'mmap',
  timezone: 'UTC',
  log_timezone: 'UTC',
  // What the server itself does and why it ends; never a statement, a value, a row.
  logging_collector: 'off',
  log_destination: 'stderr',
  log_min_messages: 'log',
  log_min_error_statement: 'panic',
  log_error_verbosity: 'terse',
  log_statement: 'none',
  log_checkpoints: 'off',
};

function versionSettings(major: number): Record<string, string> {
  return {
    ...(major >= 14 && process.platform === 'linux' ? { recovery_init_sync_method: 'syncfs' } : {}),
    ...(major >= 18 ? { io_method: 'sync' } : {}),
  };
}
