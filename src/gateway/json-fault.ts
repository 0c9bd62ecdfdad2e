/** Above this, looking for the place costs more than it helps. */
const SEARCHED_LENGTH = 65_536;

/**
 * Says where a text that `JSON.parse` refuses goes wrong: in bytes, and without an excerpt as Node
 * gives one, because prompts do not belong in errors and logs.
 */
export function describeJsonFault(text: string): string {
  const message = parseFault(text);
  const place = /at position (\d+)/.exec(message)?.[1];
  if (place === undefined && !isForeignToken(message)) return 'it ends too early';
  if (place === undefined && text.length > SEARCHED_LENGTH) return 'syntax error';
  const index = place === undefined ? findForeignToken(text) : Number(place);
  if (index >= text.length) return 'it ends too early';
  return `syntax error at byte ${Buffer.byteLength(text.slice(0, index))}`;
}

/** Node names no position for a wrong token: it ends the shortest beginning that has one. */
function findForeignToken(text: string): number {
  let [low, high] = [0, text.length];
  while (low + 1 < high) {
    const middle = (low + high) >> 1;
    if (isForeignToken(parseFault(text.slice(0, middle)))) high = middle;
    else low = middle;
  }
  return high - 1;
}

function isForeignToken(message: string): boolean {
  return message.startsWith('Unexpected token');
}

function parseFault(text: string): string {
  try {
    JSON.parse(text);
    return '';
  } catch (fault) {
    return fault instanceof Error ? fault.message : '';
  }
}
