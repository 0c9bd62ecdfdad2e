import { ruleDocs } from './rule-docs.ts';
import { ruleIndex } from './rule-index.ts';
import { rulePage } from './rule-page.ts';

/** The files of `docs/rules/`, by name: what `.ci/rule-pages.mjs` writes. */
export function rulePages(): Readonly<Record<string, string>> {
  const pages = ruleDocs.map((doc) => [`${doc.code}.md`, rulePage(doc)] as const);
  return Object.fromEntries([['README.md', ruleIndex(ruleDocs)], ...pages]);
}
