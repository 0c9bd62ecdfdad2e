import { expect, test } from '@jest/globals';
import { litellmPins } from '../../../../src/security/reading/litellm-versions.ts';
import { projectOf } from '../../../support/rule-cases.ts';

function versions(files: Readonly<Record<string, string>>): readonly string[] {
  return litellmPins(projectOf(files)).map(({ file, span, version }) => {
    expect(file.text.slice(span.start, span.end)).toContain(version.text);
    return version.text;
  });
}

test.each([
  [
    'compose.yaml',
    'services: {a: {image: ghcr.io/berriai/litellm-database:main-v1.82.3-stable}}\n',
  ],
  [
    'k8s.yaml',
    'apiVersion: v1\nkind: Pod\nspec: {containers: [{image: "litellm/litellm:1.82.3"}]}\n',
  ],
  ['Dockerfile', 'FROM docker.litellm.ai/berriai/litellm:v1.82.3-stable AS base\n'],
  ['Dockerfile', 'ARG LITELLM_VERSION=1.82.3\n'],
  ['Dockerfile', 'RUN pip install "litellm[proxy]==1.82.3"\n'],
  ['compose.yaml', 'services: {a: {image: "berriai/litellm:${TAG:-main-v1.82.3}"}}\n'],
  ['run.sh', 'docker run -p 4000:4000 ghcr.io/berriai/litellm:main-v1.82.3\n'],
  ['.env', 'LITELLM_IMAGE_TAG=main-v1.82.3\n'],
  ['values.yaml', 'image:\n  repository: ghcr.io/berriai/litellm\n  tag: "main-v1.82.3"\n'],
  ['requirements.txt', 'litellm[proxy]==1.82.3\n'],
  ['uv.lock', '[[package]]\nname = "litellm"\nversion = "1.82.3"\n'],
])('a version stands in %s: %s', (path, text) => {
  const [found = '', ...others] = versions({ [path]: text });
  expect([found.replace('-stable', ''), others]).toEqual(['1.82.3', []]);
});

test.each([
  ['compose.yaml', 'services: {db: {image: "registry.example.com/litellm-postgres:16.1.0"}}\n'],
  ['compose.yaml', 'services: {a: {environment: {URL: "http://litellm:4000/v1"}}}\n'],
  ['compose.yaml', '# image: ghcr.io/berriai/litellm:v1.82.3\nservices: {}\n'],
  ['compose.yaml', 'services: {a: {image: ghcr.io/berriai/litellm:main-latest}}\n'],
  ['requirements.txt', 'litellm>=1.82.3\nlitellm-proxy-extras==0.1.2\n'],
  ['README.md', 'litellm==1.82.3\n'],
])('no version stands in %s: %s', (path, text) => {
  expect(versions({ [path]: text })).toEqual([]);
});
