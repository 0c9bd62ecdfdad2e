/** Ids stand in indexes of several columns, whose rows may have 2,704 bytes together. */
const MAX_ID_LENGTH = 256;
const MAX_TEXT_LENGTH = 2_048;

/** A text that PostgreSQL takes: no NUL, no half characters, not longer than makes sense. */
export function storedText(text: string, maxLength = MAX_TEXT_LENGTH): string {
  const cut = text.length > maxLength ? text.slice(0, maxLength) : text;
  return isPlain(cut) ? cut : Buffer.from(cut.replaceAll('\0', '')).toString();
}

/** An id of a client's or an operator's choice, as the tables hold it. */
export function storedId(id: string): string {
  return storedText(id, MAX_ID_LENGTH);
}

/** NUL, or any part of a surrogate pair. */
const NOT_PLAIN = /[\0\ud800-\udfff]/;

function isPlain(text: string): boolean {
  return !NOT_PLAIN.test(text);
}
