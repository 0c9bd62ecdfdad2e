import type { McpCallResult } from '../../src/mcp/tool.ts';
import { withoutControls } from './hide-secrets.ts';
import { renderTable } from './render-table.ts';
import type { SaveMedia } from './save-media.ts';

type Block = Readonly<Record<string, unknown>>;

/** A result for people: what is structured first, else its text; media by their paths, links by their addresses. */
export function renderText(result: McpCallResult, save: SaveMedia): string {
  const { structuredContent, content } = result;
  const texts =
    structuredContent === null
      ? content.map((block) => blockText(block, save))
      : [JSON.stringify(structuredContent, null, 2), ...mediaOf(content, save)];
  const text = withoutControls(texts.filter((one) => one !== '').join('\n'));
  return text === '' || text.endsWith('\n') ? text : `${text}\n`;
}

/** A list of objects as a table, media below it; what is no list as text. */
export function renderAsTable(result: McpCallResult, save: SaveMedia): string {
  const rows = rowsOf(result);
  if (rows === null) return renderText(result, save);
  const media = mediaOf(result.content, save).map((line) => `${line}\n`);
  return withoutControls([renderTable(rows), ...media].join(''));
}

/** The result with its media written out, where that is asked for. */
export function withSavedMedia(result: McpCallResult, save: SaveMedia | null): readonly Block[] {
  if (save === null) return result.content;
  return result.content.map((block) => {
    const media = mediaIn(block);
    return media === null
      ? block
      : { type: block['type'], mimeType: media.mimeType, path: save(media) };
  });
}

function mediaOf(content: readonly Block[], save: SaveMedia): readonly string[] {
  return content.flatMap((block) => (mediaIn(block) === null ? [] : [blockText(block, save)]));
}

function blockText(block: Block, save: SaveMedia): string {
  const media = mediaIn(block);
  if (media !== null) return save(media);
  const { type, text } = block;
  if (type === 'text' && typeof text === 'string') return text;
  const resource = type === 'resource' ? asBlock(block['resource']) : block;
  const { uri, name, text: body } = resource;
  if (typeof body === 'string') return body;
  return [name, uri].filter((part) => typeof part === 'string').join(' ');
}

/** Images, sounds, and files that are no text. */
function mediaIn(block: Block): { readonly mimeType: string; readonly data: string } | null {
  const holder = block['type'] === 'resource' ? asBlock(block['resource']) : block;
  const data = block['type'] === 'resource' ? holder['blob'] : holder['data'];
  if (typeof data !== 'string') return null;
  const { mimeType } = holder;
  return { mimeType: typeof mimeType === 'string' ? mimeType : 'application/octet-stream', data };
}

/** The first list of objects there is: the result itself, or the only list in it. */
function rowsOf({ structuredContent, content }: McpCallResult): readonly Block[] | null {
  const [first] = content;
  const value = structuredContent ?? parse(first?.['text']);
  if (isRows(value)) return value;
  const lists = Object.values(asBlock(value)).filter(isRows);
  return lists.length === 1 ? (lists[0] ?? null) : null;
}

function isRows(value: unknown): value is readonly Block[] {
  return (
    Array.isArray(value) &&
    value.length > 0 &&
    value.every((row) => typeof row === 'object' && row !== null && !Array.isArray(row))
  );
}

function parse(text: unknown): unknown {
  if (typeof text !== 'string') return null;
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}

function asBlock(value: unknown): Block {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return {};
  return Object.fromEntries(Object.entries(value));
}
