import { IncomingMessage } from 'node:http';
import { Socket } from 'node:net';
import { describe, expect, test } from '@jest/globals';
import { brokenRequest, checkRequest, NO_TUNNELS } from '../../../src/http/request-check.ts';

function request(headers: Record<string, string>, version = '1.1', extra: string[] = []) {
  const message = new IncomingMessage(new Socket());
  const [major, minor] = version.split('.').map(Number);
  message.httpVersionMajor = major ?? 1;
  message.httpVersionMinor = minor ?? 1;
  message.headers = headers;
  message.rawHeaders = [...Object.entries(headers).flat(), ...extra];
  return message;
}

describe('checkRequest', () => {
  test.each([
    [{ host: 'a' }, '1.1'],
    [{}, '1.0'],
    [{ host: 'a' }, '1.0'],
    [{ host: 'a', 'transfer-encoding': 'Chunked' }, '1.1'],
    [{ host: 'a', expect: '100-Continue' }, '1.1'],
  ])('lets %j of HTTP/%s pass', (headers, version) => {
    expect(checkRequest(request(headers, version))).toBeNull();
  });

  test.each([
    [{}, '1.1', 400, 'malformed_request'],
    [{ host: 'a' }, '0.9', 505, 'http_version_not_supported'],
    [{ host: 'a' }, '2.0', 505, 'http_version_not_supported'],
    [{ host: 'a', 'transfer-encoding': 'gzip, chunked' }, '1.1', 400, 'malformed_request'],
    [{ host: 'a', 'transfer-encoding': 'identity, chunked' }, '1.1', 400, 'malformed_request'],
    [{ host: 'a', 'transfer-encoding': '' }, '1.1', 400, 'malformed_request'],
    [{ host: 'a', 'transfer-encoding': 'chunked' }, '1.0', 400, 'malformed_request'],
    [{ host: 'a', expect: '200-ok' }, '1.1', 417, 'expectation_failed'],
  ])('refuses %j of HTTP/%s with %i', (headers, version, status, code) => {
    expect(checkRequest(request(headers, version))).toMatchObject({ status, code });
  });

  test('refuses a second Host header, which node:http would drop', () => {
    const twice = request({ host: 'a' }, '1.1', ['HOST', 'b']);
    expect(checkRequest(twice)).toMatchObject({ status: 400, code: 'malformed_request' });
  });
});

describe('brokenRequest', () => {
  test.each([
    ['ERR_HTTP_REQUEST_TIMEOUT', 408, 'request_timeout'],
    ['HPE_HEADER_OVERFLOW', 431, 'headers_too_large'],
    ['HPE_INVALID_TOKEN', 400, 'malformed_request'],
    [undefined, 400, 'malformed_request'],
  ])('answers %s with %i', (code, status, ours) => {
    const type = 'invalid_request_error';
    expect(brokenRequest(code)).toMatchObject({ status, code: ours, type });
  });
});

test('CONNECT has its own refusal', () => {
  expect(NO_TUNNELS).toMatchObject({ status: 405, code: 'method_not_allowed' });
});
