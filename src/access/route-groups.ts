/** Routes that LiteLLM sums up under a name; `*` at the end: whatever begins so. */

const OPENAI = [
  ...['chat/completions', 'completions', 'embeddings', 'moderations', 'models', 'models/*'],
  ...['images/generations', 'images/edits', 'images/variations'],
  ...['audio/transcriptions', 'audio/speech', 'realtime', 'rerank', 'ocr', 'search'],
  ...['responses', 'responses/*', 'batches', 'batches/*', 'files', 'files/*'],
  ...['fine_tuning/jobs', 'fine_tuning/jobs/*', 'assistants', 'assistants/*'],
  ...['threads', 'threads/*', 'vector_stores', 'vector_stores/*', 'videos', 'videos/*'],
  ...['containers', 'containers/*'],
].flatMap((route) => [`/${route}`, `/v1/${route}`]);

const OPENAI_ROUTES = [
  ...OPENAI,
  ...['/v2/rerank', '/engines/*', '/openai/deployments/*', '/openai/v1/*', '/queue/*'],
];

const PASS_THROUGH = [
  ...['bedrock', 'vertex-ai', 'vertex_ai', 'cohere', 'gemini', 'anthropic', 'langfuse', 'azure'],
  ...['openai', 'assemblyai', 'eu.assemblyai', 'vllm', 'mistral', 'azure_ai', 'cursor'],
].map((prefix) => `/${prefix}/*`);

const OTHER_LLM_ROUTES = [
  ...['/v1/messages', '/v1/messages/count_tokens', '/anthropic/v1/messages'],
  ...['/v1/skills', '/v1/skills/*'],
  ...['/v1beta/models/*', '/models/*', '/interactions', '/v1beta/interactions'],
  ...['/mcp', '/mcp/*', '/mcp-rest/*', '/a2a/*', '/v1/agents', '/agents', '/rag/*', '/v1/rag/*'],
];

const MANAGED = ['key', 'user', 'team', 'organization', 'customer', 'end_user', 'budget', 'tag'];

const INFO_ROUTES = [
  ...['/key/info', '/key/health', '/key/list', '/team/info', '/team/list', '/v2/team/list'],
  ...['/organization/info', '/organization/list', '/user/info', '/user/list'],
  ...['/model/info', '/v1/model/info', '/v2/model/info', '/model_group/info', '/health'],
  ...['/customer/info', '/end_user/info'],
];

/** Group name → routes. */
export const ROUTE_GROUPS: Readonly<Record<string, readonly string[]>> = {
  openai_routes: OPENAI_ROUTES,
  llm_api_routes: [...OPENAI_ROUTES, ...OTHER_LLM_ROUTES, ...PASS_THROUGH],
  info_routes: INFO_ROUTES,
  management_routes: [
    ...MANAGED.map((kind) => `/${kind}/*`),
    ...['/model/new', '/model/update', '/model/delete', '/credentials', '/credentials/*'],
    ...INFO_ROUTES,
  ],
};
