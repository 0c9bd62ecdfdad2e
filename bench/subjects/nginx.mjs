import { spawnSync } from 'node:child_process';

import { startNginx } from '../upstreams/start-nginx.mjs';

/** The floor: a reverse proxy in C that forwards the call and looks at nothing. */
export const nginx = {
  name: 'nginx',
  version: () => /nginx\/(\S+)/.exec(spawnSync('nginx', ['-v']).stderr.toString())?.[1] ?? '?',
  missing: () => undefined,
  request: { path: '/v1/chat/completions', headers: {} },
  start: ({ upstreamPort, port, dir, cores }) =>
    startNginx({
      name: 'nginx',
      dir,
      port,
      cores,
      upstream: `upstream provider {
    server 127.0.0.1:${upstreamPort};
    keepalive 256;
    keepalive_requests 1000000000;
  }`,
      locations: `location / {
      proxy_pass http://provider;
      proxy_http_version 1.1;
      proxy_set_header connection '';
      proxy_buffering off;
    }`,
    }),
};
