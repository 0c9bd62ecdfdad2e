import { crc32 } from 'node:zlib';
import type { SpendEvent } from './spend-event.ts';

const CHECKSUM_LENGTH = 8;

/** One event as a line: `checksum json\n`. The checksum is CRC-32 over the JSON, in hex. */
export function encodeLine(event: SpendEvent): string {
  const json = JSON.stringify(event);
  return `${checksum(json)} ${json}\n`;
}

/** What a file of lines holds. */
export interface DecodedLines {
  readonly events: readonly SpendEvent[];
  /** Complete lines whose checksum does not fit. */
  readonly damaged: number;
  /** The last line has no end: the process died while it wrote. */
  readonly torn: boolean;
}

/** Reads lines back; what is damaged is counted and left out. */
export function decodeLines(text: string): DecodedLines {
  const lines = text.split('\n');
  const torn = lines.pop() !== '';
  const events = lines.map(decodeLine).filter((event) => event !== null);
  return { events, damaged: lines.length - events.length, torn };
}

function decodeLine(line: string): SpendEvent | null {
  const json = line.slice(CHECKSUM_LENGTH + 1);
  if (json === '' || line.slice(0, CHECKSUM_LENGTH) !== checksum(json)) return null;
  const value: unknown = JSON.parse(json);
  return isEvent(value) ? value : null;
}

/** The checksum says that we wrote it; another version of us may have. */
function isEvent(value: unknown): value is SpendEvent {
  const parts = ['requestId', 'usage', 'caller', 'costUsd'];
  return typeof value === 'object' && value !== null && parts.every((part) => part in value);
}

function checksum(json: string): string {
  return crc32(json).toString(16).padStart(CHECKSUM_LENGTH, '0');
}
