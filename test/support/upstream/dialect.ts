import type { FakeAnswer } from './answer.ts';

/** What a dialect reads of a request. */
export interface DialectRequest {
  readonly path: string;
  readonly model: string;
  readonly json: Readonly<Record<string, unknown>>;
  /** Counts from 0 over the life of the upstream; makes ids unique. */
  readonly index: number;
}

/** One piece of a stream, ready for the wire. */
export interface Frame {
  readonly kind: 'role' | 'reasoning' | 'token' | 'tool' | 'finish' | 'usage' | 'done';
  readonly text: string;
}

/** An error as a provider words it. */
export interface FakeError {
  readonly message: string;
  readonly type?: string | null;
  readonly code?: string | number | null;
  readonly param?: string | null;
}

/** How one API writes its answers. Pure. */
export interface Dialect {
  readonly name: string;
  readonly streamType: string;
  /** Whether this request asks for a stream; APIs differ in the default. */
  wantsStream(json: Readonly<Record<string, unknown>>): boolean;
  /** The body of a complete answer. */
  whole(request: DialectRequest, answer: FakeAnswer): unknown;
  frames(request: DialectRequest, answer: FakeAnswer): readonly Frame[];
  /** One event with any JSON in it, framed as this API does. */
  frame(json: string): string;
  /** The body of an error, and what goes into a stream for one. */
  error(error: FakeError): unknown;
}

/** 2026-01-01, so that answers are the same in every run. */
export const CREATED_S = 1_767_225_600;
export const CREATED_ISO = '2026-01-01T00:00:00Z';

/** The error body of OpenAI and those who copy it. */
export function openaiError(error: FakeError): unknown {
  const { message, type = 'invalid_request_error', code = null, param = null } = error;
  return { error: { message, type, param, code } };
}

/** The items of a request's `input`, one or many. */
export function inputsOf(json: Readonly<Record<string, unknown>>): readonly unknown[] {
  const input = json['input'] ?? json['prompt'];
  return Array.isArray(input) ? input : [input];
}

/** A short vector that JSON and 32-bit floats both hold exactly. */
export function vectorOf(index: number): number[] {
  return [0.5, -0.25, index];
}
