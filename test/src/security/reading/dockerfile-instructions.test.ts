import { describe, expect, test } from '@jest/globals';
import {
  dockerfileContainers,
  dockerfileVariables,
  instructionsOf,
} from '../../../../src/security/reading/dockerfile-instructions.ts';
import { ProjectFile } from '../../../../src/security/project.ts';
import { projectOf } from '../../../support/rule-cases.ts';

function dockerfile(text: string): ProjectFile {
  return new ProjectFile({ path: 'Dockerfile', text, mode: null, origin: 'loose' });
}

test('instructions go on behind a backslash, with comments in between; others are none', () => {
  const text = '# FROM x\nfrom a\nRUN b \\\n  # c\n  d\n\nENV E=f\n';
  const file = dockerfile(text);
  expect(instructionsOf(file).map(({ name }) => name)).toEqual(['FROM', 'RUN', 'ENV']);
  const [, run] = instructionsOf(file);
  expect(text.slice(run?.restStart, run?.span.end)).toBe('b \\\n  # c\n  d');
});

describe('the variables', () => {
  test.each([
    [
      'A=b C="d e" F=\'g\'',
      [
        ['A', 'b'],
        ['C', 'd e'],
        ['F', 'g'],
      ],
    ],
    ['A b c', [['A', 'b c']]],
    [
      'A= \\\n  B=c',
      [
        ['A', ''],
        ['B', 'c'],
      ],
    ],
  ])('of `ENV %s`', (rest, expected) => {
    const file = dockerfile(`FROM x\nENV ${rest}\n`);
    const found = dockerfileVariables(file);
    expect(found.map(({ name, value }) => [name, value])).toEqual(expected);
    for (const { value, span } of found) expect(file.text.slice(span.start, span.end)).toBe(value);
  });
});

test('the container is the last stage', () => {
  const text = `FROM node:22 AS build
CMD ["no"]
FROM --platform=linux/amd64 litellm:1
ENTRYPOINT ["litellm"]
CMD ["--host", "0.0.0.0"]
`;
  const [container] = dockerfileContainers(projectOf({ Dockerfile: text }));
  expect(container).toMatchObject({
    image: 'litellm:1',
    command: 'litellm --host 0.0.0.0',
    hasOutsideVariables: true,
  });
  expect(text.slice(container?.span.start, container?.span.end)).toBe('CMD ["--host", "0.0.0.0"]');
});

test('a file without a stage is none', () => {
  expect(dockerfileContainers(projectOf({ Dockerfile: '# later\n' }))).toEqual([]);
});
