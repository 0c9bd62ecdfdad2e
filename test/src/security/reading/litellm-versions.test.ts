import { expect, test } from '@jest/globals';
import { isBefore, litellmVersions } from '../../../../src/security/reading/litellm-versions.ts';
import { projectOf } from '../../../support/rule-cases.ts';

test('images, requirements and lock files pin versions', () => {
  const project = projectOf({
    'compose.yaml':
      'services: {a: {image: ghcr.io/berriai/litellm-database:main-v1.82.3-stable}}\n',
    Dockerfile: 'FROM litellm/litellm:v1.84.0\nRUN pip install "litellm[proxy]==1.80.1"\n',
    'uv.lock': '[[package]]\nname = "litellm"\nversion = "1.81.2"\n',
    'requirements.txt': 'litellm>=1.0\nlitellm-proxy-extras==0.1.2\n',
    'README.md': 'litellm==1.2.3\n',
  });
  expect(
    litellmVersions(project)
      .map((version) => version.join('.'))
      .sort(),
  ).toEqual(['1.80.1', '1.81.2', '1.82.3', '1.84.0']);
});

test('versions are compared part by part', () => {
  expect(isBefore([1, 9, 9], [1, 84, 0])).toBe(true);
  expect(isBefore([1, 84, 0], [1, 84, 0])).toBe(false);
  expect(isBefore([2, 0, 0], [1, 84, 0])).toBe(false);
});
