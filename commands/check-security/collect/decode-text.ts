/** A file's bytes as text, or why they are none. */
export interface DecodedText {
  readonly text: string;
  /** Bytes that are not of the text: written back before it. */
  readonly mark: 'none' | 'utf8';
  /** Whether the text gives back the bytes, so that it can be edited. */
  readonly isFaithful: boolean;
}

const PROBE = 8_000;
const REPLACEMENT = '\uFFFD';

/** Reads UTF-8, with a byte-order mark or without, and UTF-16 with one. Null: binary. */
export function decodeText(bytes: Buffer): DecodedText | null {
  if (bytes[0] === 0xff && bytes[1] === 0xfe) return utf16(bytes.subarray(2));
  if (bytes[0] === 0xfe && bytes[1] === 0xff) return utf16(swapped(bytes.subarray(2)));
  if (bytes.subarray(0, PROBE).includes(0)) return null;
  const marked = bytes[0] === 0xef && bytes[1] === 0xbb && bytes[2] === 0xbf;
  const text = bytes.toString('utf8', marked ? 3 : 0);
  const isFaithful = !text.includes(REPLACEMENT);
  return { text, mark: marked ? 'utf8' : 'none', isFaithful };
}

/** PowerShell writes env files so. They can be read, but are not edited. */
function utf16(bytes: Buffer): DecodedText {
  return { text: bytes.toString('utf16le'), mark: 'none', isFaithful: false };
}

function swapped(bytes: Buffer): Buffer {
  return Buffer.from(bytes.subarray(0, bytes.length & ~1)).swap16();
}
