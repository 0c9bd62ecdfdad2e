import { CLIENT_KEY, chatBody, embeddingsBody, postBytes } from '../load/request.mjs';

/** Tokens and pace of the streams in the soak: short, so that many of them begin and end. */
export const STREAM_PACE = { tokens: 10, intervalMs: 2 };

const CHAT = '/v1/chat/completions';
const AUTHORIZED = { authorization: `Bearer ${CLIENT_KEY}` };
const EVENTS = STREAM_PACE.tokens + 2;

const succeeds = ({ status }) => status === 200;
const streamsWhole = ({ status, events }) => status === 200 && events >= EVENTS;
const isRejected = ({ status }) => status >= 400 && status < 500;
const isError = ({ status }) => status >= 400;

/** The kinds of calls, their share in percent, and what each must get. */
const KINDS = [
  { name: 'chat', share: 58, body: chatBody(), expected: succeeds },
  {
    name: 'embeddings',
    share: 10,
    path: '/v1/embeddings',
    body: embeddingsBody({ model: 'embeddings' }),
    expected: succeeds,
  },
  {
    name: 'stream',
    share: 14,
    body: chatBody({ model: 'streaming', stream: true }),
    expected: streamsWhole,
  },
  {
    name: 'client abort',
    share: 6,
    body: chatBody({ model: 'streaming', stream: true }),
    abortAfterEvents: 3,
    expected: ({ aborted }) => aborted,
  },
  { name: 'upstream error', share: 5, body: chatBody({ model: 'failing' }), expected: isError },
  { name: 'unknown model', share: 3, body: chatBody({ model: 'nobody' }), expected: isRejected },
  { name: 'malformed JSON', share: 2, body: '{"model": "gpt-4o", ', expected: isRejected },
  { name: 'no key', share: 2, body: chatBody(), headers: {}, expected: isRejected },
];

/** A deck of a hundred calls in a fixed shuffled order, ready to send to `port`. */
export function dealCalls(port) {
  const calls = KINDS.flatMap((kind) => {
    const { path = CHAT, headers = AUTHORIZED, body } = kind;
    const bytes = postBytes({ path, headers, body, port });
    return Array.from({ length: kind.share }, () => ({ ...kind, bytes }));
  });
  // 37 and 100 share no divisor, so this visits every call once.
  return calls.map((_, index) => calls[(index * 37) % calls.length]);
}
