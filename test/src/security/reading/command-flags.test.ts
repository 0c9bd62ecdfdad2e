import { expect, test } from '@jest/globals';
import { applyEdits } from '../../../../src/security/apply-edits.ts';
import { commandFlags } from '../../../../src/security/reading/command-flags.ts';
import { projectOf } from '../../../support/rule-cases.ts';

function without(path: string, text: string): string | undefined {
  const flags = commandFlags(projectOf({ [path]: text }), '--loud');
  for (const { file, span } of flags) expect(file.text.slice(span.start, span.end)).toBe('--loud');
  const edits = flags.flatMap(({ removal }) => removal ?? []);
  return flags.length === 0 ? undefined : applyEdits(new Map([[path, text]]), edits).get(path);
}

const COMPOSE = 'services:\n  g:\n    image: berriai/litellm\n    command:';
const POD =
  'apiVersion: v1\nkind: Pod\nspec:\n  containers:\n    - image: berriai/litellm\n      args:';

test.each([
  ['compose.yaml', `${COMPOSE} --a --loud --b\n`, `${COMPOSE} --a --b\n`],
  ['compose.yaml', `${COMPOSE} "--a --loud" # c\n`, `${COMPOSE} "--a" # c\n`],
  ['compose.yaml', `${COMPOSE} ["--a", "--loud", "--b"]\n`, `${COMPOSE} ["--a", "--b"]\n`],
  ['compose.yaml', `${COMPOSE}\n      - --a\n      - --loud # c\n`, `${COMPOSE}\n      - --a\n`],
  ['pod.yaml', `${POD} [--a, --loud]\n`, `${POD} [--a]\n`],
  ['Dockerfile', 'FROM a\nCMD ["litellm", "--loud"]\n', 'FROM a\nCMD ["litellm"]\n'],
  ['Dockerfile', 'FROM a\nCMD litellm --loud --a\n', 'FROM a\nCMD litellm --a\n'],
  ['run.sh', 'litellm --config a \\\n  --loud\n', 'litellm --config a \\\n\n'],
])('%s: %j', (path, text, expected) => {
  expect(without(path, text)).toBe(expected);
});

test.each([
  ['compose.yaml', 'services: {web: {image: shop, command: --loud}}\n'],
  ['compose.yaml', `${COMPOSE} --louder\n`],
  ['compose.yaml', `${COMPOSE} --a\n    environment: [A=--loud]\n`],
  ['run.sh', '# litellm --loud\nshop --loud\n'],
])('%s: %j does not start the gateway with it', (path, text) => {
  expect(without(path, text)).toBeUndefined();
});
