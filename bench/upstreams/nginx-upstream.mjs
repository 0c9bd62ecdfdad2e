import { freePort, temporaryFolder } from '../processes/launch.mjs';
import { placement } from '../processes/placement.mjs';
import { startNginx } from './start-nginx.mjs';

const CHAT_ANSWER = {
  id: 'chatcmpl-BcXk3rQb5Jm9TzYw2VnL8sHdFgAe',
  object: 'chat.completion',
  created: 1760000000,
  model: 'gpt-4o-2024-08-06',
  choices: [
    {
      index: 0,
      message: {
        role: 'assistant',
        content:
          'Yes: take the 10 mm wood-and-plasterboard bit from aisle 5. Drill without the hammer ' +
          'setting, vacuum the hole, push the anchor in until the collar is flush, then tighten ' +
          'the screw until you feel the wings grip. Two anchors carry your mirror with a margin.',
        refusal: null,
      },
      logprobs: null,
      finish_reason: 'stop',
    },
  ],
  usage: {
    prompt_tokens: 148,
    completion_tokens: 63,
    total_tokens: 211,
    prompt_tokens_details: { cached_tokens: 0, audio_tokens: 0 },
    completion_tokens_details: { reasoning_tokens: 0, audio_tokens: 0 },
  },
  system_fingerprint: 'fp_a288987b44',
};

const EMBEDDINGS_ANSWER = {
  object: 'list',
  data: [
    {
      object: 'embedding',
      index: 0,
      embedding: Array.from({ length: 256 }, (_, i) => Math.round((i / 997) * 1e6) / 1e6),
    },
  ],
  model: 'text-embedding-3-small',
  usage: { prompt_tokens: 61, total_tokens: 61 },
};

const ERROR_ANSWER = {
  error: { message: 'The server had an error', type: 'server_error', param: null, code: null },
};

/** The provider that answers at once: chat, embeddings, and 500 for all below /failing/. */
export async function startNginxUpstream() {
  return startNginx({
    name: 'nginx-upstream',
    dir: temporaryFolder('nginx-upstream'),
    port: await freePort(),
    cores: placement.tools,
    locations: [
      answer('= /v1/chat/completions', 200, CHAT_ANSWER),
      answer('= /v1/embeddings', 200, EMBEDDINGS_ANSWER),
      answer('/failing/', 500, ERROR_ANSWER),
    ].join('\n    '),
  });
}

function answer(location, status, json) {
  return `location ${location} {
      default_type application/json;
      add_header x-request-id req_6f1c2d9ab0e94f7c8a51d2e3f4b5c6d7;
      add_header openai-processing-ms 412;
      add_header x-ratelimit-remaining-requests 9999;
      return ${status} '${JSON.stringify(json)}';
    }`;
}
