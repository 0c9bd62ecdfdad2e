import { shapeOf } from '../crypto/looks-encrypted.ts';

/** As in the search of what the catalogue does not name: by a format's name, or by its length. */
const TOKEN =
  /(?:litellm_enc::)?(?:(?:v\d{1,3}:[a-z\d-]{2,20}:|llmgw1:[\da-f]{8}:[ax]:)[\w+/-]{38,}|[\w+/-]{54,})={0,2}/g;
const SHORTEST = 54;
const LONGEST = 1_048_576;

/**
 * What may be ciphertext within a text that is not ciphertext as a whole: nothing rewrites it there,
 * so that it would stay on its key unseen.
 */
export function buriedTokens(text: string): readonly string[] {
  if (text.length <= SHORTEST || text.length > LONGEST) return [];
  const found = text.match(TOKEN) ?? [];
  return found.filter((token) => token !== text && shapeOf(token) !== 'none');
}
