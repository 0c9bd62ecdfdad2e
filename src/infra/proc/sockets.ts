/** A TCP socket that listens, as `/proc/net/tcp` shows it. */
export interface Listener {
  /** `0.0.0.0`, `127.0.0.1`, `::`, `fe80::1`. */
  readonly address: string;
  readonly port: number;
  readonly inode: string;
  readonly uid: number;
}

const LISTEN = '0A';

/** The listening sockets of a `/proc/net/tcp` or `/proc/net/tcp6`. Lines that make no sense are left out. */
export function parseListeners(table: string): readonly Listener[] {
  return table.split('\n').flatMap((line) => {
    const [, local = '', , state, , , , uid, , inode] = line.trim().split(/\s+/);
    const [address = '', port = ''] = local.split(':');
    if (state !== LISTEN || inode === undefined || !/^[0-9A-F]{4}$/i.test(port)) return [];
    const decoded = decodeAddress(address);
    return decoded === null
      ? []
      : [{ address: decoded, port: Number.parseInt(port, 16), inode, uid: Number(uid) }];
  });
}

/** Words of four bytes in the order of the machine, which is little-endian wherever Node runs. */
function decodeAddress(hex: string): string | null {
  if (!/^([0-9A-F]{8}|[0-9A-F]{32})$/i.test(hex)) return null;
  const bytes = (hex.match(/.{8}/g) ?? []).flatMap((word) =>
    (word.match(/../g) ?? []).reverse().map((byte) => Number.parseInt(byte, 16)),
  );
  return bytes.length === 4 ? bytes.join('.') : shortenV6(bytes);
}

function shortenV6(bytes: readonly number[]): string {
  const mapped = bytes.slice(0, 10).every((byte) => byte === 0) && bytes[10] === 255;
  if (mapped && bytes[11] === 255) return `::ffff:${bytes.slice(12).join('.')}`;
  const groups = Array.from({ length: 8 }, (_, at) =>
    (((bytes[2 * at] ?? 0) << 8) | (bytes[2 * at + 1] ?? 0)).toString(16),
  );
  const text = groups.join(':');
  const runs = [...text.matchAll(/(?:^|:)0(?::0)+(?=:|$)/g)].map(([run]) => run);
  const longest = runs.sort((a, b) => b.length - a.length)[0];
  if (longest === undefined) return text;
  return text
    .replace(longest, ':')
    .replace(/^:?$|^:(?!:)/, '::')
    .replace(/([^:]):$/, '$1::');
}
