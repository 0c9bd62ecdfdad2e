import type { World } from '../collector.ts';
import { hashText } from '../canonical.ts';
import type { Entity } from '../fact.ts';
import { createRedactor } from '../redact.ts';

/** One process, as `/proc` shows it. */
export interface ProcProcess {
  readonly pid: number;
  readonly parent: number;
  /** Empty for a thread of the kernel. */
  readonly command: readonly string[];
  /** The name of the program without its folder. */
  readonly program: string;
  /** The whole path of the program; null: not ours to know. */
  readonly executable: string | null;
  /** The systemd unit or the container it belongs to, as the control group says; null: neither. */
  readonly group: string | null;
  /** Seconds since boot. */
  readonly startedAt: number;
  readonly residentBytes: number;
}

/** `USER_HZ`: fixed at 100 on every Linux that Node runs on. */
const TICKS_PER_SECOND = 100;
const PAGE_BYTES = 4_096;
const MOST_BYTES = 65_536;
/** No key is made of a secret: a short password could be guessed from it, and its change is no new process. */
const MASK = createRedactor({ findSecrets: () => [], fingerprint: () => '' });

/** Reads one process; null: it is not there any more. */
export async function readProcess(world: World, pid: number): Promise<ProcProcess | null> {
  const read = async (name: string): Promise<string | null> =>
    world.readFile(`/proc/${pid}/${name}`, MOST_BYTES).catch(() => null);
  const [stat, cmdline, cgroup, executable] = await Promise.all([
    read('stat'),
    read('cmdline'),
    read('cgroup'),
    world.readLink(`/proc/${pid}/exe`),
  ]);
  const parsed = stat === null ? null : parseStat(stat);
  if (parsed === null) return null;
  const command = splitCommand(cmdline ?? '');
  const path = executable?.replace(/ \(deleted\)$/, '') ?? null;
  return {
    pid,
    command,
    program: (path ?? steadyWords(command)[0] ?? parsed.name).split('/').at(-1) ?? parsed.name,
    executable: path,
    group: groupOf(cgroup ?? ''),
    parent: parsed.parent,
    startedAt: parsed.startedAt,
    residentBytes: parsed.residentBytes,
  };
}

/** Process ids, ascending. */
export async function listPids(world: World): Promise<readonly number[]> {
  const names = (await world.readFolder('/proc')) ?? [];
  return names
    .filter((name) => /^\d+$/.test(name))
    .map(Number)
    .sort((a, b) => a - b);
}

/** The entity that stands for a process, and for all others of the same program and arguments. */
export function toEntity(process: ProcProcess): Entity {
  const { program, command, executable, group } = process;
  const words = steadyWords(command);
  const subject = MASK.json([executable ?? program, { command: words }, group]);
  const identity = hashText(JSON.stringify(subject)).slice(0, 10);
  return {
    kind: 'process',
    key: `${program}/${identity}`,
    name: program,
    body: {
      program,
      command: words,
      ...(executable === null ? {} : { executable }),
      ...(group === null ? {} : { group }),
    },
  };
}

/**
 * A command line without what changes by itself: a server that writes its state into its title
 * (`postgres: me db 10.0.0.1(51412) idle`) keeps the name only.
 */
function steadyWords(command: readonly string[]): readonly string[] {
  const [first = ''] = command;
  const title = command.length === 1 ? /^([\w./-]+): \S/.exec(first)?.[1] : undefined;
  return title === undefined ? command : [title];
}

/** The words end with NUL; a title that was written over them ends as it likes. */
function splitCommand(cmdline: string): readonly string[] {
  const words = cmdline.split('\0');
  while (words.at(-1)?.trim() === '') words.pop();
  return words.length === 1 ? words.map((word) => word.trim()) : words;
}

interface Stat {
  readonly name: string;
  readonly parent: number;
  readonly startedAt: number;
  readonly residentBytes: number;
}

/** `pid (name) state ppid …`: the name may hold anything, parentheses too. */
function parseStat(stat: string): Stat | null {
  const open = stat.indexOf('(');
  const close = stat.lastIndexOf(')');
  if (open < 0 || close < open) return null;
  const fields = stat.slice(close + 2).split(' ');
  const parent = Number(fields[1]);
  const startedAt = Number(fields[19]) / TICKS_PER_SECOND;
  const residentBytes = Number(fields[21]) * PAGE_BYTES;
  if (Number.isNaN(parent + startedAt)) return null;
  return {
    ...{ name: stat.slice(open + 1, close), parent, startedAt },
    residentBytes: Number.isNaN(residentBytes) ? 0 : residentBytes,
  };
}

/** Sessions and scopes are numbered anew at each login: they name nobody. */
function groupOf(cgroup: string): string | null {
  const path = cgroup
    .split('\n')
    .map((line) => line.split(':').slice(2).join(':'))
    .reduce((longest, one) => (one.length > longest.length ? one : longest), '');
  const container = /(?:docker|containerd|crio|libpod)[/-]([0-9a-f]{64})/.exec(path)?.[1];
  if (container !== undefined) return `container/${container.slice(0, 12)}`;
  return /([\w@.\\-]+\.service)(?:\/|$)/.exec(path)?.[1] ?? null;
}
