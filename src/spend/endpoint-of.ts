/** LiteLLM's names of calls, and the path it files them under. */
const ENDPOINTS: Readonly<Record<string, string>> = {
  acompletion: '/chat/completions',
  atext_completion: '/completions',
  aembedding: '/embeddings',
  arerank: '/rerank',
  aresponses: '/responses',
  amoderation: '/moderations',
  aspeech: '/audio/speech',
  atranscription: '/audio/transcriptions',
  aimage_generation: '/image/generations',
};

/** The `endpoint` of the daily tables; empty for a call that has none. */
export function endpointOf(callType: string): string {
  return Object.hasOwn(ENDPOINTS, callType) ? (ENDPOINTS[callType] ?? '') : '';
}
