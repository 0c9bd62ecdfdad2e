// A stdio MCP server with everything that the conformance suite of the protocol asks a server for.

import { setTimeout as sleep } from 'node:timers/promises';

const say = (message) =>
  process.stdout.write(`${JSON.stringify({ jsonrpc: '2.0', ...message })}\n`);
const tell = (method, params) => say({ method, params });
const text = (value) => ({ type: 'text', text: value });
const asked = new Map();
let lastId = 0;

/** Asks the client something. */
function ask(method, params) {
  lastId += 1;
  say({ id: lastId, method, params });
  return new Promise((resolve) => asked.set(lastId, resolve));
}

const PNG =
  'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mP8z8DwHwAFBQIAX8jx0gAAAABJRU5ErkJggg==';
const image = { type: 'image', data: PNG, mimeType: 'image/png' };
const sound = {
  type: 'audio',
  data: 'UklGRiQAAABXQVZFZm10IBAAAAABAAEAQB8AAIA+AAACABAAZGF0YQAAAAA=',
  mimeType: 'audio/wav',
};
const resource = (uri, mimeType, body) => ({
  type: 'resource',
  resource: { uri, mimeType, text: body },
});
const object = (properties = {}, required = []) => ({ type: 'object', properties, required });
const titled = (word) => [1, 2, 3].map((n) => ({ const: `value${n}`, title: `${word} ${n}` }));
const words = ['option1', 'option2', 'option3'];

async function elicit(properties, required = []) {
  const requestedSchema = object(properties, required);
  const { action, content } = await ask('elicitation/create', {
    message: 'Please',
    requestedSchema,
  });
  return [text(`Elicitation completed: action=${action}, content=${JSON.stringify(content)}`)];
}

const TOOLS = {
  test_simple_text: () => [text('This is a simple text response for testing.')],
  test_image_content: () => [image],
  test_audio_content: () => [sound],
  test_embedded_resource: () => [
    resource('test://embedded-resource', 'text/plain', 'This is an embedded resource content.'),
  ],
  test_multiple_content_types: () => [
    text('Multiple content types test:'),
    image,
    resource('test://mixed-content-resource', 'application/json', '{"test":"data","value":123}'),
  ],
  test_error_handling: () => null,
  async test_tool_with_logging() {
    for (const data of [
      'Tool execution started',
      'Tool processing data',
      'Tool execution completed',
    ]) {
      tell('notifications/message', { level: 'info', data });
      await sleep(50);
    }
    return [text('done')];
  },
  async test_tool_with_progress(_args, progressToken) {
    for (const progress of [0, 50, 100]) {
      if (progressToken !== undefined) {
        tell('notifications/progress', { progressToken, progress, total: 100 });
      }
      await sleep(50);
    }
    return [text('done')];
  },
  async test_sampling({ prompt }) {
    const messages = [{ role: 'user', content: text(prompt) }];
    const { content } = await ask('sampling/createMessage', { messages, maxTokens: 100 });
    return [text(`LLM response: ${content?.text}`)];
  },
  async test_elicitation({ message }) {
    const fields = { username: { type: 'string' }, email: { type: 'string' } };
    const requestedSchema = object(fields, ['username', 'email']);
    const answer = await ask('elicitation/create', { message, requestedSchema });
    return [text(`User response: ${JSON.stringify(answer)}`)];
  },
  test_elicitation_sep1034_defaults: () =>
    elicit({
      name: { type: 'string', default: 'John Doe' },
      age: { type: 'integer', default: 30 },
      score: { type: 'number', default: 95.5 },
      status: { type: 'string', enum: ['active', 'inactive', 'pending'], default: 'active' },
      verified: { type: 'boolean', default: true },
    }),
  test_elicitation_sep1330_enums: () =>
    elicit({
      untitledSingle: { type: 'string', enum: words },
      titledSingle: { type: 'string', oneOf: titled('Option') },
      legacyEnum: {
        type: 'string',
        enum: ['opt1', 'opt2', 'opt3'],
        enumNames: ['Option One', 'Option Two', 'Option Three'],
      },
      untitledMulti: { type: 'array', items: { type: 'string', enum: words } },
      titledMulti: { type: 'array', items: { anyOf: titled('Choice') } },
    }),
  json_schema_2020_12_tool: () => [text('done')],
};

const SCHEMAS = {
  test_sampling: object({ prompt: { type: 'string' } }, ['prompt']),
  test_elicitation: object({ message: { type: 'string' } }, ['message']),
  json_schema_2020_12_tool: {
    $schema: 'https://json-schema.org/draft/2020-12/schema',
    type: 'object',
    $defs: {
      address: {
        type: 'object',
        properties: { street: { type: 'string' }, city: { type: 'string' } },
      },
    },
    properties: { name: { type: 'string' }, address: { $ref: '#/$defs/address' } },
    additionalProperties: false,
  },
};

const user = (content) => ({ role: 'user', content });
const PROMPTS = {
  test_simple_prompt: () => [user(text('This is a simple prompt for testing.'))],
  test_prompt_with_arguments: ({ arg1, arg2 }) => [
    user(text(`Prompt with arguments: arg1='${arg1}', arg2='${arg2}'`)),
  ],
  test_prompt_with_embedded_resource: ({ resourceUri }) => [
    user(resource(resourceUri, 'text/plain', 'Embedded resource content for testing.')),
    user(text('Please process the embedded resource above.')),
  ],
  test_prompt_with_image: () => [user(image), user(text('Please analyze the image above.'))],
};
const PROMPT_ARGUMENTS = {
  test_prompt_with_arguments: ['arg1', 'arg2'],
  test_prompt_with_embedded_resource: ['resourceUri'],
};

function read(uri) {
  if (uri === 'test://static-binary') return { uri, mimeType: 'image/png', blob: PNG };
  const [, id] = /^test:\/\/template\/(.+)\/data$/.exec(uri) ?? [];
  if (id === undefined) {
    return {
      uri,
      mimeType: 'text/plain',
      text: 'This is the content of the static text resource.',
    };
  }
  const data = { id, templateTest: true, data: `Data for ID: ${id}` };
  return { uri, mimeType: 'application/json', text: JSON.stringify(data) };
}

const RESOURCES = ['static-text', 'static-binary', 'watched-resource'].map((name) => ({
  uri: `test://${name}`,
  name,
  description: `The ${name}`,
  mimeType: name === 'static-binary' ? 'image/png' : 'text/plain',
}));

const HANDLERS = {
  initialize: ({ protocolVersion }) => ({
    protocolVersion,
    capabilities: {
      ...{ tools: {}, prompts: {}, logging: {}, completions: {} },
      resources: { subscribe: true },
    },
    serverInfo: { name: 'conformant', version: '1.0.0' },
  }),
  ping: () => ({}),
  'logging/setLevel': () => ({}),
  'completion/complete': () => ({
    completion: { values: ['paris', 'park'], total: 2, hasMore: false },
  }),
  'tools/list': () => ({
    tools: Object.keys(TOOLS).map((name) => ({
      name,
      description: `The tool ${name}`,
      inputSchema: SCHEMAS[name] ?? object(),
    })),
  }),
  async 'tools/call'({ name, arguments: args = {}, _meta: meta }) {
    const content = await TOOLS[name](args, meta?.progressToken);
    if (content !== null) return { content };
    return {
      isError: true,
      content: [text('This tool intentionally returns an error for testing')],
    };
  },
  'resources/list': () => ({ resources: RESOURCES }),
  'resources/templates/list': () => ({
    resourceTemplates: [{ uriTemplate: 'test://template/{id}/data', name: 'template' }],
  }),
  'resources/read': ({ uri }) => ({ contents: [read(uri)] }),
  'resources/subscribe': () => ({}),
  'resources/unsubscribe': () => ({}),
  'prompts/list': () => ({
    prompts: Object.keys(PROMPTS).map((name) => ({
      name,
      description: `The prompt ${name}`,
      arguments: (PROMPT_ARGUMENTS[name] ?? []).map((one) => ({ name: one, required: true })),
    })),
  }),
  'prompts/get': ({ name, arguments: args = {} }) => ({ messages: PROMPTS[name](args) }),
};

async function answer({ id, method, params = {}, result, error }) {
  if (method === undefined) {
    asked.get(id)?.(result ?? { action: 'error', content: error });
    asked.delete(id);
  } else if (id !== undefined) {
    const handle = HANDLERS[method];
    if (handle === undefined) say({ id, error: { code: -32_601, message: 'Method not found' } });
    else say({ id, result: await handle(params) });
  }
}

let rest = '';
process.stdin.setEncoding('utf8');
process.stdin.on('data', (chunk) => {
  const lines = (rest + chunk).split('\n');
  rest = lines.pop();
  for (const line of lines) void answer(JSON.parse(line));
});
