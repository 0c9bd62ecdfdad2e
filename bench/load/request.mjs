/** The model that every subject serves. */
export const MODEL = 'gpt-4o';

/** The key that clients of a subject send where it wants one. Made up; nothing outside knows it. */
export const CLIENT_KEY = 'sk-bench-0f9d2c7be1a84c63a5d7';

const SYSTEM_PROMPT =
  'You are the assistant of a hardware shop. Answer briefly, in the language of the question, ' +
  'and name the aisle where the customer finds each article. Never invent prices. If an article ' +
  'is not in the catalogue, say so and offer the nearest one that is.';

const CONVERSATION = [
  { role: 'system', content: SYSTEM_PROMPT },
  {
    role: 'user',
    content: 'I want to hang a 12 kg mirror on a plasterboard wall. What do I need?',
  },
  {
    role: 'assistant',
    content: 'Two hollow-wall anchors rated for 15 kg or more each (aisle 7) and matching hooks.',
  },
  { role: 'user', content: 'And a drill bit for those? "10 mm" is what the box says.' },
];

/** The body of a chat call of about 650 bytes. */
export function chatBody({ model = MODEL, stream = false } = {}) {
  const base = { model, messages: CONVERSATION, temperature: 0.2, max_tokens: 256 };
  return JSON.stringify(stream ? { ...base, stream: true } : base);
}

/** The body of an embeddings call. */
export function embeddingsBody({ model = MODEL } = {}) {
  return JSON.stringify({ model, input: [SYSTEM_PROMPT] });
}

/** The whole POST as bytes for a raw socket. */
export function postBytes({ path, headers = {}, body, port }) {
  const lines = Object.entries(requestHeaders(headers)).map(([name, value]) => `${name}: ${value}`);
  const length = Buffer.byteLength(body);
  const head = [`POST ${path} HTTP/1.1`, `host: 127.0.0.1:${port}`, ...lines];
  return Buffer.from(`${head.join('\r\n')}\r\ncontent-length: ${length}\r\n\r\n${body}`);
}

/** What the official clients send, plus the subject's own headers. */
export function requestHeaders(own = {}) {
  return {
    'content-type': 'application/json',
    accept: 'application/json',
    'user-agent': 'OpenAI/JS 6.49.0',
    'x-stainless-lang': 'js',
    'x-stainless-runtime': 'node',
    ...own,
  };
}
