import { describe, expect, test } from '@jest/globals';
import { listServers, listTools } from '../../../commands/run-mcp-tool/list-tools.ts';
import { Secret } from '../../../src/core/secret.ts';
import { mcpServer, mcpTool, programServer } from '../../support/mcp-definitions.ts';

const none = mcpTool().annotations;
const read = mcpTool({
  name: 'read',
  description: 'Reads a thing\nin many words',
  inputSchema: { type: 'object', properties: { id: { type: 'string' } }, required: ['id'] },
  annotations: { ...none, readOnlyHint: true, idempotentHint: true, openWorldHint: true },
});
const add = mcpTool({ name: 'add', annotations: { ...none, destructiveHint: false } });
const drop = mcpTool({ name: 'drop', description: `Hides${String.fromCodePoint(0x200b)}` });
const tools = [read, add, drop];
const text = { grep: null, schema: false, output: 'text' } as const;

describe('tools', () => {
  test('how each is called, what it may do, and what it says first', () => {
    expect(listTools(mcpServer(), tools, text).split('\n')).toEqual([
      'read(id: string)  [reads only, idempotent, open world]',
      '    Reads a thing',
      'add()  [adds only]',
      'drop()  [may change things, hides text]',
      expect.stringMatching(/^ {4}Hides/),
      '',
    ]);
  });

  test('only those that are allowed, and that have the text in name or description', () => {
    const server = mcpServer({ disallowedTools: ['drop'] });
    expect(listTools(server, tools, text)).not.toContain('drop');
    expect(listTools(server, tools, { ...text, grep: 'THING' })).toMatch(/^read\(.*\n.*\n$/);
  });

  test('their schemas', () => {
    expect(JSON.parse(listTools(mcpServer(), [read], { ...text, schema: true }))).toEqual({
      ...{ name: 'read', inputSchema: read.inputSchema },
    });
  });

  test('one document', () => {
    const list = listTools(mcpServer(), [read], { ...text, output: 'json' });
    expect(JSON.parse(list)).toEqual({
      ...{ schema: 'llmgw.mcp.tools/v1', server: { id: 'id-1', name: 'thing' }, tools: [read] },
    });
  });
});

describe('servers', () => {
  const servers = [
    { ...programServer(['--token', 'canary'], { KEY: 'canary' }), name: 'local', alias: 'l' },
    mcpServer({
      ...{ id: 'id-2', name: 'remote', description: 'Far away', approvalStatus: 'pending_review' },
      transport: { kind: 'http', url: 'https://u:canary@h/', headers: { a: new Secret('canary') } },
    }),
  ];

  test('a line each, never with what they are called with', () => {
    const list = listServers(servers, 'text');
    expect(list.split('\n')[2]).toMatch(/^remote +id-2 +http +config +pending_review +Far away$/);
    expect(list).not.toContain('canary');
  });

  test('one document, and nothing at all', () => {
    const document = listServers(servers, 'json');
    expect(JSON.parse(document)).toMatchObject({
      schema: 'llmgw.mcp.servers/v1',
      servers: [
        { name: 'local', alias: 'l', transport: 'stdio', status: 'active' },
        { name: 'remote' },
      ],
    });
    expect(document).not.toContain('canary');
    expect(listServers([], 'text')).toBe('');
  });
});
