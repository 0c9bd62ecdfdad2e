import {
  closeSync,
  constants,
  fstatSync,
  ftruncateSync,
  openSync,
  readSync,
  rmSync,
  writeFileSync,
  writeSync,
} from 'node:fs';

const MAX_BYTES = 1_024 * 1_024;
const KEPT_BYTES = 64 * 1_024;
const TAIL_BYTES = 8 * 1_024;
const TAIL_LINES = 6;

/** Every writer appends, so that it may be cut while the server writes. */
const APPEND = constants.O_RDWR | constants.O_APPEND | constants.O_CREAT;
/** Control characters would move the cursor of whoever reads it. */
const UNPRINTABLE = /[^\P{C}\t]/gu;
const SECRETS: readonly (readonly [RegExp, string])[] = [
  [/(:\/\/[^\s:/@]*:)[^\s@]+(?=@)/g, '$1[redacted]'],
  [/\b(password|passwd|token|secret|key)(\s*[=:]\s*|\s+')[^\s',;]+/gi, '$1$2[redacted]'],
  [/\b(?:sk|pk)-[\w-]{8,}/g, '[redacted]'],
];

/** Opens the log for appending; close the descriptor. A log that has become long is cut first. */
export function openLog(path: string): number {
  boundLog(path);
  return openSync(path, APPEND, 0o600);
}

/** Keeps the end of a log of more than 1 MiB in `<path>.1` and empties it. */
export function boundLog(path: string): void {
  const fd = openSync(path, APPEND, 0o600);
  try {
    const { size } = fstatSync(fd);
    if (size <= MAX_BYTES) return;
    // Another user's, from a time when they ran it, can be removed and not be written to.
    rmSync(`${path}.1`, { force: true });
    writeFileSync(`${path}.1`, readEnd(fd, size, KEPT_BYTES), { mode: 0o600 });
    ftruncateSync(fd, 0);
  } finally {
    closeSync(fd);
  }
}

/** Adds what a program said to the log. */
export function appendLog(path: string, text: string): void {
  const fd = openLog(path);
  try {
    writeSync(fd, `${text.trimEnd()}\n`);
  } finally {
    closeSync(fd);
  }
}

/** What was written since the log was `from` bytes long: at most its last 8 KiB. */
export function readLogSince(path: string, from: number): string {
  const fd = openSync(path, APPEND, 0o600);
  try {
    const { size } = fstatSync(fd);
    return readEnd(fd, size, Math.min(TAIL_BYTES, Math.max(0, size - from))).toString('utf8');
  } finally {
    closeSync(fd);
  }
}

/** The last lines that tell something, fit for an error message. */
export function tellingLines(text: string): string {
  const lines = text.split('\n').map((line) => line.trim());
  const told = lines.filter((line) => line !== '');
  const grave = told.filter((line) => /FATAL|PANIC|error:|ERROR/.test(line));
  const chosen = (grave.length > 0 ? grave : told).slice(-TAIL_LINES);
  return maskLine(
    chosen.map((line) => line.replace(/^[\d-]+ [\d:.]+ \w+ \[\d+\] /, '')).join('; '),
  );
}

function maskLine(text: string): string {
  let masked = text.replaceAll(UNPRINTABLE, '?');
  for (const [pattern, mask] of SECRETS) masked = masked.replaceAll(pattern, mask);
  return masked;
}

function readEnd(fd: number, size: number, bytes: number): Buffer {
  const buffer = Buffer.alloc(Math.min(size, bytes));
  const got = readSync(fd, buffer, 0, buffer.length, size - buffer.length);
  return buffer.subarray(0, got);
}
