import { describe, expect, test } from '@jest/globals';
import {
  asSecret,
  asSecrets,
  isSecretParam,
  wrapSecretValue,
} from '../../../../src/config/build/secret-values.ts';
import { child } from '../../../../src/config/node.ts';
import { mapOf } from '../load-text.ts';

const root = mapOf('text: abc\nnumber: 12\nflag: yes\nmap: {a: 1}\n');

describe('secret values', () => {
  test('asSecret wraps text and numbers', () => {
    expect(asSecret(child(root, 'text'))?.reveal()).toBe('abc');
    expect(asSecret(child(root, 'number'))?.reveal()).toBe('12');
    expect(asSecret(child(root, 'map'))).toBeNull();
    expect(asSecret(null)).toBeNull();
  });

  test('asSecrets wraps the single values of a map', () => {
    const secrets = asSecrets(root);
    expect(Object.keys(secrets)).toEqual(['text', 'number', 'flag']);
    expect(secrets['flag']?.reveal()).toBe('yes');
    expect(JSON.stringify(secrets)).not.toContain('abc');
  });

  test('wrapSecretValue takes maps as JSON', () => {
    const map = child(root, 'map');
    expect(map === null ? null : wrapSecretValue(map).reveal()).toBe('{"a":1}');
  });

  test('isSecretParam goes by the table and by the name', () => {
    expect(['api_key', 'vertex_credentials', 'my_token'].every(isSecretParam)).toBe(true);
    expect(['model', 'max_tokens', 'client_id', 'monkey'].some(isSecretParam)).toBe(false);
  });
});
