import { describe, expect, test } from '@jest/globals';
import {
  hidingSecretsOf,
  toJson,
  withoutControls,
} from '../../../commands/run-mcp-tool/hide-secrets.ts';
import { Secret } from '../../../src/core/secret.ts';
import { mcpServer, programServer } from '../../support/mcp-definitions.ts';

describe('what a server was registered with', () => {
  test('its environment, but for what is no secret', () => {
    const hide = hidingSecretsOf(
      programServer([], {
        API_TOKEN: 'canary"quoted',
        WORDS: 'some words of ours',
        HOME_PATH: '/home/me/files',
        URL: 'https://example.com/a',
        PORT: '4000000',
        SHORT: 'abc',
      }),
    );
    expect(hide('token canary"quoted here')).toBe('token **** here');
    expect(hide(JSON.stringify({ a: 'canary"quoted' }))).toBe('{"a":"****"}');
    expect(hide('some words of ours')).toBe('****');
    const fine = '/home/me/files https://example.com/a 4000000 abc';
    expect(hide(fine)).toBe(fine);
  });

  test('credentials and headers, also without their scheme, encoded and in base64', () => {
    const hide = hidingSecretsOf(
      mcpServer({
        transport: {
          kind: 'http',
          url: 'https://me:canary%2Fword@h.example/mcp?key=canary+of+url',
          headers: { 'x-a': new Secret('Bearer canary-header') },
        },
        auth: {
          type: 'oauth2',
          value: new Secret('canary/value'),
          client: {
            id: new Secret('canary-id'),
            secret: new Secret('canary-secret'),
            tokenUrl: '',
            scopes: [],
          },
        },
      }),
    );
    const told = [
      ...['canary-header', 'canary/value', 'canary%2Fvalue', 'canary-id', 'canary-secret'],
      ...['canary of url', 'canary%2Fword', Buffer.from('canary/value').toString('base64')],
    ];
    expect(told.filter((text) => hide(`a ${text} b`) !== 'a **** b')).toEqual([]);
  });

  test('one secret inside another leaves no rest', () => {
    const hide = hidingSecretsOf(programServer([], { A_KEY: 'canary', B_KEY: 'canary-and-more' }));
    expect(hide('canary-and-more canary')).toBe('**** ****');
  });
});

test('what a terminal would obey is gone', () => {
  const escape = String.fromCodePoint(27);
  const text = `a${escape}[2Jb${escape}]8;;http://x\u0007c\rd\u0000\u009be\tf\n`;
  expect(withoutControls(text)).toBe('abcde\tf\n');
});

test('JSON stays JSON, and says the same', () => {
  const value = { a: 'x\u009by\u007f\u001b' };
  expect(toJson(value)).toBe(String.raw`{"a":"x\u009by\u007f\u001b"}`);
  expect(JSON.parse(toJson(value, 2))).toEqual(value);
});
