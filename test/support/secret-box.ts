import type { BoxFormat, Opened, SecretBox } from '../../src/stored-models/secret-box.ts';

/** Seals without mathematics: what the routes do with a keyring shows, and how it was sealed. */
export class TestSecretBox implements SecretBox {
  readonly #key: string;

  constructor(key = 'key-1') {
    this.#key = key;
  }

  seal(text: string, format: BoxFormat): string {
    return `sealed:${format}:${this.#key}:${Buffer.from(text).toString('base64')}`;
  }

  open(text: string): Opened {
    const [, format, key, content = ''] = /^sealed:(\w+):([^:]+):(.*)$/.exec(text) ?? [];
    if (format === undefined) return { kind: 'text', text, format: null };
    if (key !== this.#key) return { kind: 'unreadable' };
    const opened = Buffer.from(content, 'base64').toString();
    return { kind: 'text', text: opened, format: format as BoxFormat };
  }
}
