import { expect, test } from '@jest/globals';
import { readAddress } from '../../../../src/security/reading/address.ts';

test.each([
  ['http://127.0.0.1:8000/v1', '127.0.0.1', 'loopback', 8000],
  ['http://127.1', '127.0.0.1', 'loopback', null],
  ['http://2130706433/x', '127.0.0.1', 'loopback', null],
  ['http://0x7f.1', '127.0.0.1', 'loopback', null],
  ['http://0177.0.0.1', '127.0.0.1', 'loopback', null],
  ['redis://[::1]:6379/0', '::1', 'loopback', 6379],
  ['http://[::ffff:127.0.0.1]', '::ffff:7f00:1', 'loopback', null],
  ['localhost:4000', 'localhost', 'loopback', 4000],
  ['postgresql://u:p@10.1.2.3/db', '10.1.2.3', 'private', null],
  ['http://[fd12::1]/', 'fd12::1', 'private', null],
  ['http://169.254.169.254/latest', '169.254.169.254', 'metadata', null],
  ['http://0xa9fea9fe/', '169.254.169.254', 'metadata', null],
  ['http://metadata.google.internal', 'metadata.google.internal', 'metadata', null],
  ['http://[fd00:ec2::254]', 'fd00:ec2::254', 'metadata', null],
  ['http://169.254.1.1', '169.254.1.1', 'link-local', null],
  ['0.0.0.0', '0.0.0.0', 'unspecified', null],
  ['https://8.8.8.8', '8.8.8.8', 'public-ip', null],
  ['http://ollama:11434', 'ollama', 'internal-name', 11434],
  ['http://db.svc.cluster.local', 'db.svc.cluster.local', 'internal-name', null],
  ['https://api.openai.com/v1', 'api.openai.com', 'public-name', null],
  ['https://API.OpenAI.com', 'api.openai.com', 'public-name', null],
  ['https://evil.example.com\\@127.0.0.1/', 'evil.example.com', 'public-name', null],
  ['https://user@10.1.2.3/', '10.1.2.3', 'private', null],
  ['https://xn--bcher-kva.example/', 'xn--bcher-kva.example', 'public-name', null],
  ['https://api.openai.com./v1', 'api.openai.com', 'public-name', null],
])('%s leads to %s: %s', (text, host, reach, port) => {
  expect(readAddress(text)).toMatchObject({ host, reach, port });
});

test.each(['', 'not a host', 'a b:80', 'http://', 'http://a b/', '/var/run/x.sock'])(
  '%j is none',
  (text) => {
    expect(readAddress(text)).toBeNull();
  },
);
