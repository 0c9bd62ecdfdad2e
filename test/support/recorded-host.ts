import type { RecordedWorld } from './infra-world.ts';

/** A small machine: init, a gateway with two workers, a shell that was just started, a PostgreSQL. */
export const RECORDED_HOST = {
  files: {
    '/etc/machine-id': '3d1219c7c4c5404aaa1f6d2a48adfda4\n',
    '/etc/os-release': 'NAME="Debian"\nPRETTY_NAME="Debian GNU/Linux 12 (bookworm)"\nID=debian\n',
    '/proc/sys/kernel/hostname': 'gw-1\n',
    '/proc/sys/kernel/osrelease': '6.1.0-26-amd64\n',
    '/proc/cpuinfo':
      'processor\t: 0\nmodel name\t: AMD EPYC\n\nprocessor\t: 1\nmodel name\t: AMD EPYC\n',
    '/proc/meminfo': 'MemTotal:        4096 kB\nMemAvailable:    1024 kB\n',
    '/proc/loadavg': '0.25 0.20 0.10 1/100 4242\n',
    '/proc/uptime': '10000.00 20000.00\n',
    ...processFiles(1, { name: 'systemd', parent: 0, start: 0, words: ['/sbin/init'] }),
    ...processFiles(2, { name: 'kthreadd', parent: 0, start: 0, words: [] }),
    ...processFiles(9, { name: 'kworker/0:1', parent: 2, start: 0, words: [] }),
    ...processFiles(100, {
      ...{ name: 'node', parent: 1, start: 100, group: '/system.slice/llmgw.service' },
      words: ['node', 'llmgw.js', 'serve', '--api-key', 'canary-argv'],
    }),
    ...processFiles(101, { name: 'work (er) x', parent: 100, start: 101, words: ['node', 'w.js'] }),
    ...processFiles(102, { name: 'work', parent: 100, start: 500, words: ['node', 'w.js'] }),
    ...processFiles(200, {
      ...{ name: 'postgres', parent: 1, start: 50 },
      words: ['postgres: me db 10.0.0.1(51412) idle'],
    }),
    ...processFiles(300, { name: 'bash', parent: 1, start: 9_990, words: ['bash', '-c', 'x'] }),
    '/proc/net/tcp': [
      '  sl  local_address rem_address   st tx_queue rx_queue tr tm->when retrnsmt   uid  timeout inode',
      '   0: 00000000:0FA0 00000000:0000 0A 00000000:00000000 00:00000000 00000000     0        0 7001 1 0',
      '   1: 0100007F:1538 00000000:0000 0A 00000000:00000000 00:00000000 00000000   101        0 7002 1 0',
      '   2: 0100007F:0050 00000000:0000 0A 00000000:00000000 00:00000000 00000000    33        0 7003 1 0',
      '   3: 0100007F:0FA0 0100007F:C001 01 00000000:00000000 00:00000000 00000000     0        0 7004 1 0',
    ].join('\n'),
  },
  folders: {
    '/proc': ['1', '2', '9', '100', '101', '102', '200', '300', 'self', 'net'],
    '/proc/100/fd': ['0', '5'],
    '/proc/200/fd': ['3'],
  },
  links: {
    '/proc/1/exe': '/usr/lib/systemd/systemd',
    '/proc/100/exe': '/usr/bin/node',
    '/proc/101/exe': '/usr/bin/node',
    '/proc/102/exe': '/usr/bin/node (deleted)',
    '/proc/100/fd/0': '/dev/null',
    '/proc/100/fd/5': 'socket:[7001]',
    '/proc/200/fd/3': 'socket:[7002]',
  },
  programs: {
    'df -kP': [
      'Filesystem     1024-blocks    Used Available Capacity Mounted on',
      '/dev/vda1          1000     250       750      25% /',
      'tmpfs               100       0       100       0% /run',
      '/dev/vdb1          2000     500      1500      25% /var/lib/my data',
    ].join('\n'),
  },
} satisfies RecordedWorld;

interface RecordedProcess {
  readonly name: string;
  readonly parent: number;
  /** Seconds after boot. */
  readonly start: number;
  readonly words: readonly string[];
  readonly group?: string;
}

function processFiles(pid: number, process: RecordedProcess): Record<string, string> {
  const { name, parent, start, words, group = '/' } = process;
  const zeros = '0 '.repeat(17);
  return {
    [`/proc/${pid}/stat`]: `${pid} (${name}) S ${parent} ${zeros}${start * 100} 0 10 0\n`,
    [`/proc/${pid}/cmdline`]: words.map((word) => `${word}\0`).join(''),
    [`/proc/${pid}/cgroup`]: `0::${group}\n`,
  };
}
