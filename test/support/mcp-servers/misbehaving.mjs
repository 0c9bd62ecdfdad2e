// A stdio MCP server written by hand, so that it can do what no library would: misbehaving.mjs MODE

import { spawn } from 'node:child_process';

const [mode = 'well'] = process.argv.slice(2);
const say = (message) =>
  process.stdout.write(`${JSON.stringify({ jsonrpc: '2.0', ...message })}\n`);

const TOOLS = [
  {
    name: 'echo',
    description: process.env.ECHO_DESCRIPTION ?? 'Says it again',
    annotations: { readOnlyHint: true },
    inputSchema: {
      type: 'object',
      properties: { text: { type: 'string' }, times: { type: 'integer', minimum: 1, default: 1 } },
      required: ['text'],
      additionalProperties: false,
    },
  },
  { name: 'wipe', description: 'Takes everything away', inputSchema: { type: 'object' } },
  {
    name: 'measure',
    annotations: { readOnlyHint: true },
    inputSchema: { type: 'object' },
    outputSchema: { type: 'object', properties: { size: { type: 'number' } }, required: ['size'] },
  },
  { name: 'env', annotations: { readOnlyHint: true }, inputSchema: { type: 'object' } },
];

const HANDLERS = {
  initialize: ({ id, params }) => {
    if (mode === 'hang-initialize') return;
    const protocolVersion = mode === 'other-version' ? '1999-01-01' : params.protocolVersion;
    const serverInfo = { name: 'misbehaving', version: '1.0.0' };
    say({ id, result: { protocolVersion, capabilities: { tools: {} }, serverInfo } });
  },
  'tools/list': ({ id }) => {
    if (mode === 'endless-pages')
      say({ id, result: { tools: TOOLS, nextCursor: `${Math.random()}` } });
    else if (mode === 'half-line') {
      process.stdout.write('{"jsonrpc":"2.0","id":1,"resu');
      process.exit(0);
    } else say({ id, result: { tools: TOOLS } });
  },
  'tools/call': ({ id, params }) => {
    if (mode === 'hang-call') return;
    if (mode === 'die-in-call') process.exit(3);
    if (mode === 'fault') say({ id, error: { code: -32000, message: 'no\u001b[31m luck' } });
    else say({ id, result: resultOf(params.name, params.arguments ?? {}) });
  },
};

function resultOf(name, { text, times = 1 }) {
  if (name === 'echo') return { content: [{ type: 'text', text: String(text).repeat(times) }] };
  if (name === 'env') return { content: [{ type: 'text', text: JSON.stringify(process.env) }] };
  if (name === 'measure') {
    return { content: [], structuredContent: { size: mode === 'lies' ? 'large' : 3 } };
  }
  return { content: [{ type: 'text', text: 'that went wrong' }], isError: true };
}

if (mode === 'die') {
  process.stderr.write('there is no such file: secrets.json\n');
  process.exit(3);
}
if (mode === 'ignore-term') {
  process.on('SIGTERM', () => {});
  setInterval(() => {}, 1_000);
}
if (mode === 'grandchild') {
  // It keeps the pipes open and does not listen.
  spawn(process.execPath, ['-e', "process.on('SIGTERM',()=>{});setInterval(()=>{},1000)"], {
    stdio: 'inherit',
  });
}
if (mode === 'garbage')
  process.stdout.write('Debugger listening on nothing\n\nnot json\n{"half":\n');
if (mode === 'flood-lines') flood('garbage\n'.repeat(1_000));
if (mode === 'flood-endless') flood('x'.repeat(65_536));
if (mode === 'flood-stderr')
  setInterval(() => process.stderr.write('noise '.repeat(10_000)), 1).unref();

function flood(part) {
  const more = () => {
    while (process.stdout.write(part));
    process.stdout.once('drain', more);
  };
  more();
}

let rest = '';
process.stdin.setEncoding('utf8');
process.stdin.on('data', (chunk) => {
  const lines = (rest + chunk).split('\n');
  rest = lines.pop();
  for (const line of lines) {
    const message = JSON.parse(line);
    HANDLERS[message.method]?.(message);
  }
});
