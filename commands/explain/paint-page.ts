import type { Paint } from '../../src/cli/io.ts';

/** A page in Markdown for a terminal: headings, code and emphasis painted. Without colours, as it is. */
export function paintPage(page: string, paint: Paint): string {
  if (paint.level === 0) return page;
  let fence: string | null = null;
  const lines = page.split('\n').flatMap((line) => {
    const mark = /^`{3,}/.exec(line)?.[0] ?? null;
    if (fence === null && mark === null) return [paintLine(line, paint)];
    if (fence !== null && line !== fence) return [`  ${paint.cyan(line)}`];
    fence = fence === null ? mark : null;
    return [];
  });
  return lines.join('\n');
}

function paintLine(line: string, paint: Paint): string {
  const heading = /^#+ (.*)$/.exec(line)?.[1];
  if (heading !== undefined) return paint.bold(heading);
  return line
    .replaceAll(/`([^`]+)`/g, (_, code: string) => paint.cyan(code))
    .replaceAll(/\*\*(critical|warning|info)\*\*/g, (_, word: string) => severity(word, paint))
    .replaceAll(/^- <(.+)>$/g, (_, url: string) => `- ${paint.underline(url)}`);
}

function severity(word: string, paint: Paint): string {
  if (word === 'critical') return paint.red.bold(word);
  return word === 'warning' ? paint.yellow.bold(word) : paint.blue.bold(word);
}
