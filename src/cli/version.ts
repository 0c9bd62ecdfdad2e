declare const LLMGW_VERSION: string | undefined;

/** The version of the program; the build writes it in. */
export const VERSION = typeof LLMGW_VERSION === 'string' ? LLMGW_VERSION : '0.0.0-source';

/** What `--version` prints: a word, or with `--json` a document that also names the platform. */
export function renderVersion(json: boolean): string {
  if (!json) return `${VERSION}\n`;
  const document = {
    schema: 'llmgw.version.v1',
    version: VERSION,
    node: process.version,
    platform: `${process.platform}-${process.arch}`,
  };
  return `${JSON.stringify(document)}\n`;
}
