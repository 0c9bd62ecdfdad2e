import { expect, test } from '@jest/globals';
import { assignmentsOf, assignmentsTo } from '../../../../src/security/reading/assignments.ts';
import { projectOf } from '../../../support/rule-cases.ts';

const PROJECT = projectOf({
  '.env': 'A=env\nexport B="two" # c\n',
  '.env.example': 'A=example\n',
  'docs/.env': 'A=docs\n',
  'compose.yaml': 'services:\n  x:\n    environment: [A=compose]\n',
  'k8s.yaml': `apiVersion: v1
kind: ConfigMap
data: {A: map, config.yaml: text}
---
apiVersion: v1
kind: Pod
spec: {containers: [{env: [{name: A, value: pod}]}]}
`,
  Dockerfile: 'FROM x\nENV A=image\n',
  'config.yaml': 'environment_variables:\n  A: config\n',
  'run.sh': "export A='shell'\nA=inline litellm\n",
});

test('variables are set in many places; examples and documentation set nothing', () => {
  const values = assignmentsTo(PROJECT, new Set(['A'])).map(({ value }) => value);
  expect(values).toEqual(['env', 'compose', 'pod', 'map', 'image', 'config', 'shell', 'inline']);
});

test('each has the place of its value', () => {
  for (const { file, value, span } of assignmentsOf(PROJECT))
    expect(file.text.slice(span.start, span.end)).toBe(value);
});

test('a line that holds nothing else can be taken out', () => {
  const lines = assignmentsOf(PROJECT).map(({ lines, file }) =>
    lines === null ? null : file.text.slice(lines.start, lines.end),
  );
  expect(lines).toEqual([
    'A=env\n',
    'export B="two" # c\n',
    null,
    null,
    null,
    null,
    '  A: config\n',
    "export A='shell'\n",
    null,
  ]);
});
