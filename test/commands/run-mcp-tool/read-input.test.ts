import { afterEach, describe, expect, test } from '@jest/globals';
import { readInput } from '../../../commands/run-mcp-tool/read-input.ts';
import type { ToolInput } from '../../../commands/run-mcp-tool/tool-options.ts';
import { enterWorkplace, type Workplace } from '../../support/app.ts';
import { mcpTool } from '../../support/mcp-definitions.ts';

const tool = mcpTool({
  inputSchema: {
    type: 'object',
    properties: {
      query: { type: 'string' },
      limit: { type: 'integer', minimum: 1 },
      tags: { type: 'array', items: { type: 'string' } },
    },
    required: ['query'],
    additionalProperties: false,
  },
});

const places: Workplace[] = [];
afterEach(async () => {
  for (const place of places.splice(0)) await place.leave();
});

async function read(
  given: Partial<ToolInput>,
  stdin?: string,
  signal = new AbortController().signal,
) {
  const place = enterWorkplace(stdin === undefined ? {} : { stdin });
  places.push(place);
  place.write('query.txt', 'from a file\n');
  place.write('all.json', '{"query":"of the file","limit":2}');
  const input = { words: [], json: [], files: [], ...given };
  return readInput(tool, input, { server: 'github', context: place.context, signal });
}

describe('where arguments come from', () => {
  test.each([
    [
      { words: ['query=outage', 'limit=5', 'tags=a', 'tags=b'] },
      { query: 'outage', limit: 5, tags: ['a', 'b'] },
    ],
    [{ words: ['query=@query.txt'] }, { query: 'from a file\n' }],
    [{ json: ['{"query":"x","limit":3}'] }, { query: 'x', limit: 3 }],
    [{ files: ['all.json'] }, { query: 'of the file', limit: 2 }],
    [
      { files: ['all.json'], words: ['limit=9'] },
      { query: 'of the file', limit: 9 },
    ],
    [
      { json: ['{"limit":1}'], files: ['all.json'] },
      { query: 'of the file', limit: 2 },
    ],
  ])('%j', async (given, expected) => {
    expect(await read(given)).toEqual(expected);
  });

  test('standard input', async () => {
    expect(await read({ files: ['-'], words: ['limit=4'] }, '{"query":"piped"}')).toEqual({
      ...{ query: 'piped', limit: 4 },
    });
  });

  test('standard input that never ends is left when the caller leaves', async () => {
    const gone = new AbortController();
    const reading = read({ files: ['-'] }, '{"query":', gone.signal);
    gone.abort();
    await expect(reading).rejects.toMatchObject({ name: 'AbortError' });
  });
});

describe('what is wrong', () => {
  test.each([
    [{}, 'the arguments do not fit: /query is missing'],
    [{ words: ['query=a', 'limit=many'] }, 'the arguments do not fit: /limit must be integer'],
    [{ words: ['query=a', 'limit=0'] }, 'the arguments do not fit: /limit must be >= 1'],
    [
      { words: ['qeury=a', 'query=b'] },
      'the arguments do not fit: /qeury is not an argument of it: did you mean `query`?',
    ],
    [{ words: ['query'] }, 'query: an argument is key=value, key:=json, key=@file or key:=@file'],
    [{ words: ['limit:=x'] }, 'limit: what stands behind `:=` is no JSON; text goes behind `=`'],
  ])('%j', async (given, message) => {
    await expect(read(given)).rejects.toMatchObject({
      ...{
        code: 'E_USAGE',
        message,
        where: expect.stringContaining('search(query: string, limit?: integer'),
      },
      hint: "for example llmgw run-mcp-tool github search 'query=…'",
    });
  });

  test.each([
    [{ json: ['{"query":'] }, 'E_USAGE', 'the arguments are no JSON object'],
    [{ json: ['[1]'] }, 'E_USAGE', 'the arguments are no JSON object'],
    [{ files: ['query.txt'] }, 'E_USAGE', 'the arguments are no JSON object'],
    [{ files: ['missing.json'] }, 'E_NO_INPUT', 'cannot read an argument'],
    [{ words: ['query=@missing.txt'] }, 'E_NO_INPUT', 'cannot read an argument'],
  ])('%j', async (given, code, message) => {
    await expect(read(given)).rejects.toMatchObject({
      code,
      message: expect.stringContaining(message),
    });
  });

  test('no value is repeated: it may be a secret', async () => {
    const faults = await Promise.all(
      [
        { words: ['query=a', 'limit=canary'] },
        { words: ['query:={"canary"'] },
        { words: ['query=a', 'tags:={"x":"canary"}'] },
        { json: ['{"query":"canary"'] },
      ].map((given) =>
        read(given).catch((fault: unknown) => JSON.stringify(fault) + String(fault)),
      ),
    );
    expect(faults.filter((fault) => typeof fault !== 'string' || fault.includes('canary'))).toEqual(
      [],
    );
  });
});
