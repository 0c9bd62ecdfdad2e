import { describe, expect, test } from '@jest/globals';
import {
  isUnbounded,
  requirementsIn,
} from '../../../../src/security/reading/litellm-requirements.ts';
import { projectOf } from '../../../support/rule-cases.ts';

function found(path: string, text: string) {
  return requirementsIn(projectOf({ [path]: text })).map((one) => ({
    shown: one.file.text.slice(one.span.start, one.span.end),
    source: one.source,
    version: one.version?.text ?? null,
    isUnbounded: isUnbounded(one),
    isFixedElsewhere: one.isFixedElsewhere,
  }));
}

const EXACT = { version: '1.82.3', isUnbounded: false, isFixedElsewhere: false };
const LOOSE = { version: null, isUnbounded: true, isFixedElsewhere: false };
const BOUNDED = { version: null, isUnbounded: false, isFixedElsewhere: false };

describe('a list', () => {
  test.each([
    ['requirements.txt', 'litellm == 1.82.3 ; python_version > "3.9"\n', '== 1.82.3', EXACT],
    ['requirements.txt', 'a\nlitellm[proxy, x]  # the gateway\n', 'litellm', LOOSE],
    ['requirements-dev.in', 'litellm>=1.80, !=1.82.7\n', '>=1.80, !=1.82.7', LOOSE],
    ['requirements.txt', 'LiteLLM>=1.80,<2\n', '>=1.80,<2', BOUNDED],
    ['requirements.txt', 'litellm~=1.82.0\n', '~=1.82.0', BOUNDED],
    [
      'constraints.txt',
      'litellm @ git+https://example.com/litellm@v1.82.3\n',
      '@ git+https://example.com/litellm@v1.82.3',
      EXACT,
    ],
    [
      'pyproject.toml',
      '[project]\ndependencies = [\n  "a",\n  "litellm[proxy]>=1.80",\n]\n',
      '>=1.80',
      LOOSE,
    ],
    ['pyproject.toml', '[dependency-groups]\ndev = ["litellm"]\n', 'litellm', LOOSE],
    ['pyproject.toml', '[tool.poetry.dependencies]\nlitellm = "^1.80"\n', '^1.80', BOUNDED],
    ['pyproject.toml', 'litellm = {extras = ["proxy"], version = "1.82.3"}\n', '1.82.3', EXACT],
    ['Pipfile', '[packages]\nlitellm = "*"\n', '*', LOOSE],
    ['setup.py', "setup(name='x', install_requires=['litellm==1.82.3'])\n", '==1.82.3', EXACT],
  ])('%s: %j', (path, text, shown, expected) => {
    expect(found(path, text)).toEqual([{ shown, source: 'list', ...expected }]);
  });

  test('may have hashes', () => {
    const text = 'litellm==1.82.3 \\\n    --hash=sha256:aa\n';
    expect(found('requirements.txt', text)).toMatchObject([{ ...EXACT, isFixedElsewhere: true }]);
  });

  test.each([
    ['requirements.txt', 'litellm-proxy-extras==0.1\n# litellm\nmy-litellm\n'],
    ['pyproject.toml', '[project]\nname = "litellm"\nkeywords = ["litellm"]\n'],
    ['poetry.lock', 'name = "litellm-proxy-extras"\nversion = "0.1"\n'],
  ])('%s: %j names something else', (path, text) => {
    expect(found(path, text)).toEqual([]);
  });
});

test.each([
  ['poetry.lock', '[[package]]\nname = "litellm"\nversion = "1.82.3"\n'],
  ['uv.lock', '[[package]]\r\nname = "litellm"\r\nversion = "1.82.3"\r\n'],
  ['Pipfile.lock', '{"default": {"litellm": {\n"hashes": ["a"],\n"version": "==1.82.3"}}}\n'],
])('a lock file: %s', (path, text) => {
  expect(found(path, text)).toMatchObject([{ ...EXACT, source: 'lock' }]);
});

describe('a command', () => {
  test.each([
    ['Dockerfile', 'RUN pip install --no-cache-dir litellm\n', 'litellm', LOOSE],
    ['Dockerfile', "RUN pip install \\\n    a \\\n    'litellm[proxy]>=1.80'\n", '>=1.80', LOOSE],
    ['run.sh', 'uv pip install litellm==1.82.3 && litellm --help\n', '==1.82.3', EXACT],
    ['run.sh', 'pip install "litellm==$VERSION"\n', '==$VERSION', BOUNDED],
    ['run.sh', 'uvx litellm@1.82.3\n', '@1.82.3', EXACT],
    ['.github/workflows/a.yaml', '- run: pip install litellm\n', 'litellm', LOOSE],
  ])('%s: %j', (path, text, shown, expected) => {
    expect(found(path, text)).toEqual([{ shown, source: 'command', ...expected }]);
  });

  test('may take its versions from a list', () => {
    expect(found('run.sh', 'pip install litellm -c constraints.txt\n')).toMatchObject([
      { isFixedElsewhere: true },
    ]);
  });

  test.each([
    'pip install -r requirements.txt\n',
    '# pip install litellm\n',
    'pip list; litellm\n',
  ])('%j installs nothing of it', (text) => {
    expect(found('run.sh', text)).toEqual([]);
  });
});
