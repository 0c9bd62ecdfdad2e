import { resolve } from 'node:path';

/** What a line of a schedule is made of. */
export interface Schedule {
  /** Program and arguments, as they are run now: the PATH of cron knows few programs. */
  readonly command: readonly string[];
  readonly cwd: string;
  /** `--config`, as given; null: the usual places. */
  readonly config: string | null;
  readonly envFiles: readonly string[];
}

const EVERY_MINUTES = 5;

/** A line for `crontab -e`: quiet unless something is wrong, so that cron mails nothing else. */
export function printCrontab(schedule: Schedule): string {
  // To cron a percent sign is the end of the line.
  const line = `cd ${quoteShell(schedule.cwd)} && ${argumentsOf(schedule).map(quoteShell).join(' ')}`;
  return `*/${EVERY_MINUTES} * * * * ${line.replaceAll('%', String.raw`\%`)}\n`;
}

/** A hardened service with its timer, to be saved as two files. Nothing is installed. */
export function printSystemd(schedule: Schedule): string {
  const { cwd } = schedule;
  return [
    '# /etc/systemd/system/llmgw-ingest-state.service',
    '[Unit]',
    'Description=Record what runs where (llmgw ingest-state)',
    'After=network-online.target',
    'Wants=network-online.target',
    '# OnFailure=notify@%n.service',
    '',
    '[Service]',
    'Type=oneshot',
    `WorkingDirectory=${escapePercent(cwd)}`,
    `ExecStart=${argumentsOf(schedule).map(quoteSystemd).join(' ')}`,
    'TimeoutStartSec=5min',
    'SuccessExitStatus=7',
    'Nice=10',
    'NoNewPrivileges=yes',
    'PrivateTmp=no',
    'ProtectSystem=strict',
    `ReadWritePaths=${escapePercent(cwd)}`,
    'ProtectKernelTunables=yes',
    'ProtectKernelModules=yes',
    'ProtectControlGroups=yes',
    'RestrictSUIDSGID=yes',
    'LockPersonality=yes',
    'MemoryMax=512M',
    '',
    '# /etc/systemd/system/llmgw-ingest-state.timer',
    '[Unit]',
    'Description=Record what runs where, every few minutes',
    '',
    '[Timer]',
    `OnCalendar=*:0/${EVERY_MINUTES}`,
    'RandomizedDelaySec=30',
    'Persistent=true',
    '',
    '[Install]',
    'WantedBy=timers.target',
    '',
    '# then: systemctl daemon-reload && systemctl enable --now llmgw-ingest-state.timer',
    '',
  ].join('\n');
}

function argumentsOf({ command, cwd, config, envFiles }: Schedule): readonly string[] {
  return [
    ...command,
    'ingest-state',
    ...(config === null ? [] : ['--config', resolve(cwd, config)]),
    ...envFiles.flatMap((file) => ['--env-file', resolve(cwd, file)]),
    '--skip-if-running',
  ];
}

function quoteShell(word: string): string {
  return /^[\w@+=:,./-]+$/.test(word) ? word : `'${word.replaceAll("'", String.raw`'\''`)}'`;
}

function quoteSystemd(word: string): string {
  const escaped = escapePercent(word).replaceAll('$', '$$$$');
  if (/^[\w@+=:,./%$-]+$/.test(escaped)) return escaped;
  return `"${escaped.replaceAll('\\', '\\\\').replaceAll('"', String.raw`\"`)}"`;
}

function escapePercent(text: string): string {
  return text.replaceAll('%', '%%');
}
