import { isExample } from './variables.ts';

/** What a file is for, as far as its path tells. */
export type Purpose = 'use' | 'example' | 'docs' | 'test';

const EXAMPLES = /(^|\/)(?:examples?|samples?|demos?|[\w-]*examples?_\w+|\w+[_-]examples?)\//i;
const DOCS =
  /(^|\/)(?:docs?|documentation|tutorials?)\/|\.(?:md|mdx|rst|adoc|html?|ipynb)$|(^|\/)README\b/i;
const TESTS =
  /(^|\/)(?:tests?|__tests__|specs?|fixtures?|testdata|mocks?|[\w-]*_tests?|tests?_[\w-]+|e2e)\/|[._-](?:test|spec|mock)\.\w+$|(^|\/)(?:test|mock)[_-][^/]*$|(^|\/)\.env\.(?:test|ci)$/i;

/** `example`: to be copied; `docs`: to be read; `test`: for a machine that checks the code. */
export function purposeOf(path: string): Purpose {
  if (isExample(path) || EXAMPLES.test(path)) return 'example';
  if (DOCS.test(path)) return 'docs';
  return TESTS.test(path) ? 'test' : 'use';
}
