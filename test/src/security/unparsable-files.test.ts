import { expect, test } from '@jest/globals';
import { unparsableFiles } from '../../../src/security/unparsable-files.ts';
import { projectOf } from '../../support/rule-cases.ts';

function placesOf(files: Readonly<Record<string, string>>): readonly string[] {
  return unparsableFiles(projectOf(files)).map(
    ({ code, position }) => `${code} ${position?.file}:${position?.line}`,
  );
}

test('each file that ends too soon is told once, with its place', () => {
  const files = {
    'config.yaml': 'model_list:\n  - a: [1\n  - b: ]\n',
    'docker-compose.yml': 'services: {a\n',
    '.env': 'A=1\nnonsense\nmore nonsense\n',
  };
  const places = placesOf(files);
  expect(places).toHaveLength(3);
  expect(places).toContain('LGW005 .env:2');
});

test('templates and good files are left alone', () => {
  const files = {
    'chart/templates/a.yaml': '{{ if .x }}\na: [\n{{ end }}\n',
    'config.yaml': 'model_list: []\n',
    'two-config.yaml': 'a: 1\n---\nb: 2\n',
    '.env': 'export A="1"\n# c\n',
    'notes.txt': 'a: [',
    'locale.yaml': 'a: [',
  };
  expect(placesOf(files)).toEqual([]);
});

test('the place in an env file is that of the bad line, whatever stands before it', () => {
  expect(placesOf({ '.env': 'A=1\r\n\r\n# c\nB="x\ny"\nC=\n???\n' })).toEqual(['LGW005 .env:7']);
  expect(placesOf({ '.env': 'A=1\nB="never closed\n' })).toEqual(['LGW005 .env:2']);
  expect(placesOf({ '.env': 'A=1\n  \nB=2' })).toEqual([]);
});
