import { createHash, randomBytes } from 'node:crypto';
import { readFileSync, readlinkSync } from 'node:fs';
import { hostname } from 'node:os';

/** Whose a file of the spool is, as its name tells. */
export interface SpoolOwner {
  /** Eight hex digits: the machine since its last boot, and the process namespace of a container. */
  readonly place: string;
  /** 0: nobody's, its process gave it up. */
  readonly pid: number;
  /** When the process started, in the clock ticks of `/proc`; `x` where there is none. */
  readonly start: string;
  /** Tells several spools of one process apart. */
  readonly tag: string;
}

/** One file, and its place in the order of writing. */
export interface SpoolName {
  readonly owner: SpoolOwner;
  readonly sequence: number;
}

const NAME = /^([0-9a-f]{8})-(\d+)-(\d+|x)-([0-9a-f]{8})-(\d{10})\.spend$/;

/** The owner that this process is; another one at each call. */
export function currentOwner(): SpoolOwner {
  const { pid } = process;
  return {
    place: thisPlace(),
    pid,
    start: startOf(pid) ?? 'x',
    tag: randomBytes(4).toString('hex'),
  };
}

/** The name of a file. */
export function spoolFileName({ owner, sequence }: SpoolName): string {
  return `${ownerName(owner)}-${String(sequence).padStart(10, '0')}.spend`;
}

/** Reads a name back; null for a file that is not of a spool. */
export function parseSpoolName(name: string): SpoolName | null {
  const [, place = '', pid = '', start = '', tag = '', sequence] = NAME.exec(name) ?? [];
  if (sequence === undefined) return null;
  return { owner: { place, pid: Number(pid), start, tag }, sequence: Number(sequence) };
}

/** The part of a name that all files of an owner share. */
export function ownerName({ place, pid, start, tag }: SpoolOwner): string {
  return `${place}-${pid}-${start}-${tag}`;
}

/**
 * Whether the owner's process still runs. Null: it is, or was, on another machine or in another
 * container, and nobody here can tell.
 */
export function isRunning(owner: SpoolOwner): boolean | null {
  if (owner.pid === 0) return false;
  if (owner.place !== thisPlace()) return null;
  const start = startOf(owner.pid);
  if (owner.start === 'x' || start === null) return owner.start === 'x' && answers(owner.pid);
  return start === owner.start;
}

function thisPlace(): string {
  const parts = [
    hostname(),
    attempt(() => readFileSync('/proc/sys/kernel/random/boot_id', 'utf8')),
    attempt(() => readlinkSync('/proc/self/ns/pid')),
  ];
  return createHash('sha256').update(parts.join('\n')).digest('hex').slice(0, 8);
}

/** A process id alone says little: they are used again. */
function startOf(pid: number): string | null {
  const stat = attempt(() => readFileSync(`/proc/${pid}/stat`, 'utf8'));
  // The second field is the program's name in brackets, and may hold anything.
  const fields = stat?.slice(stat.lastIndexOf(')') + 2).split(' ');
  return fields?.[19] ?? null;
}

function answers(pid: number): boolean {
  return attempt(() => process.kill(pid, 0)) === true;
}

function attempt<T>(work: () => T): T | null {
  try {
    return work();
  } catch {
    return null;
  }
}
