import type { Rendered } from '../../src/config/render/render-text.ts';
import { sourceWords } from '../../src/config/render/value-source.ts';
import { readYamlFile, yamlScalars } from '../../src/config/yaml-document.ts';

/** Where each value came from, as one document. */
export function provenanceJson({ values }: Rendered): string {
  const sources = values.map(({ path, source, overrode, isMasked }) => ({
    ...{ path, source, masked: isMasked },
    ...(overrode.length === 0 ? {} : { overrode }),
  }));
  return `${JSON.stringify({ schema: 'llmgw.provenance/v1', values: sources }, null, 2)}\n`;
}

/** `# from .env:7` at the end of each line whose value did not stand there. */
export function withComments({ text, values }: Rendered): string {
  const words = new Map(
    values
      .filter(({ source }) => source.kind !== 'literal')
      .map(({ path, source }) => [path, sourceWords(source)]),
  );
  const lines = text.split('\n');
  for (const root of readYamlFile(text).roots) {
    for (const { scalar } of yamlScalars(root)) {
      const from = words.get(scalar.path);
      if (from === undefined || scalar.style === 'block') continue;
      const at = text.slice(0, scalar.end).split('\n').length - 1;
      const line = lines[at] ?? '';
      const cr = line.endsWith('\r') ? '\r' : '';
      lines[at] = `${line.slice(0, line.length - cr.length)}  # from ${from}${cr}`;
    }
  }
  return lines.join('\n');
}
