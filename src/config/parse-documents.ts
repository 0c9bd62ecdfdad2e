import { type Document, parseAllDocuments } from 'yaml';

/** The documents of a YAML text as the parser gives them: nobody may change them. */
export type YamlDocuments = readonly Document.Parsed[];

let last: { readonly text: string; readonly documents: YamlDocuments } | null = null;

/**
 * Parses every document of a text. Scalars stay text, because what they mean is PyYAML's to say
 * (yaml-scalar.ts). The last text is remembered: what loads a configuration and what looks at it as
 * it is written read the same file one after the other, and parsing is most of what that costs.
 */
export function parseDocuments(text: string): YamlDocuments {
  if (last?.text === text) return last.documents;
  const documents = [
    ...parseAllDocuments(text, {
      version: '1.1',
      schema: 'failsafe',
      merge: false,
      uniqueKeys: false,
      prettyErrors: false,
      logLevel: 'silent',
    }),
  ];
  last = { text, documents };
  return documents;
}
