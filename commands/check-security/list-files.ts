import type { Collected } from './collect/collected.ts';

/** What was read, and what was left out: a path a line, or one JSON document. */
export function renderFileList({ project, skipped }: Collected, json: boolean): string {
  const { files, unread } = project;
  if (!json) return files.map(({ path }) => `${path}\n`).join('');
  const document = {
    schema: 'llmgw.files/v1',
    files: files.map(({ path, kind, origin }) => ({ path, kind, origin })),
    unread: unread.map(({ path, reason }) => ({ path, reason })),
    skipped,
  };
  return `${JSON.stringify(document, null, 2)}\n`;
}
