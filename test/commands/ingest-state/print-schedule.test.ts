import { execFileSync } from 'node:child_process';
import { expect, test } from '@jest/globals';
import { printCrontab, printSystemd } from '../../../commands/ingest-state/print-schedule.ts';

const schedule = {
  command: ['/usr/bin/node', '/opt/llm gw/llmgw.js'],
  ...{ cwd: `/srv/it's 100%`, config: null, envFiles: ['.env'] },
};

test('a line for cron, in which a percent sign is escaped and a shell reads what was meant', () => {
  const line = printCrontab(schedule);
  expect(line).toBe(
    String.raw`*/5 * * * * cd '/srv/it'\''s 100\%' && /usr/bin/node '/opt/llm gw/llmgw.js' ingest-state --env-file '/srv/it'\''s 100\%/.env' --skip-if-running` +
      '\n',
  );
  const command = line.slice('*/5 * * * * '.length).replaceAll(String.raw`\%`, '%');
  const words = command.replace(/^cd/, 'printf "%s|"').replace('&& ', '; printf "%s|" ');
  expect(execFileSync('sh', ['-c', words], { encoding: 'utf8' })).toBe(
    `/srv/it's 100%|/usr/bin/node|/opt/llm gw/llmgw.js|ingest-state|--env-file|/srv/it's 100%/.env|--skip-if-running|`,
  );
});

test('a service that may write to its folder only, and a timer that catches up', () => {
  const unit = printSystemd({ ...schedule, cwd: '/srv/100%', envFiles: [] });
  expect(unit).toContain('WorkingDirectory=/srv/100%%\n');
  expect(unit).toContain(
    'ExecStart=/usr/bin/node "/opt/llm gw/llmgw.js" ingest-state --skip-if-running\n',
  );
  expect(unit).toMatch(/ProtectSystem=strict\nReadWritePaths=\/srv\/100%%/);
  expect(unit).toMatch(/\[Timer\]\nOnCalendar=\*:0\/5\n/);
});
