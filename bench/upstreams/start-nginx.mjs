import { writeFileSync } from 'node:fs';
import { userInfo } from 'node:os';
import { join } from 'node:path';

import { launch } from '../processes/launch.mjs';

/** The path that answers 200 as soon as an nginx of ours is up. */
const READY_PATH = '/ready';

/**
 * Starts an nginx with one worker, no access log and unlimited keep-alive.
 *
 * @param upstream text of an `upstream` block, or nothing
 * @param locations text of the `location` blocks
 */
export function startNginx({ name, dir, port, cores, upstream = '', locations }) {
  const file = join(dir, `${name}.conf`);
  writeFileSync(file, configuration({ dir, port, upstream, locations }));
  return launch({
    name,
    command: 'nginx',
    args: ['-e', 'stderr', '-p', dir, '-c', file],
    dir,
    cores,
    port,
    readyPath: READY_PATH,
  });
}

function configuration({ dir, port, upstream, locations }) {
  const temporary = ['client_body', 'proxy', 'fastcgi', 'uwsgi', 'scgi']
    .map((kind) => `  ${kind}_temp_path ${dir}/${kind};`)
    .join('\n');
  return `
user ${userInfo().username};
daemon off;
worker_processes 1;
pid ${dir}/nginx.pid;
error_log stderr crit;
events { worker_connections 4096; }
http {
  access_log off;
  keepalive_timeout 600s;
  keepalive_requests 1000000000;
${temporary}
  ${upstream}
  server {
    listen 127.0.0.1:${port};
    location = ${READY_PATH} { return 200 'ready'; }
    ${locations}
  }
}
`;
}
