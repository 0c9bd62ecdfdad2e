import { EXIT, type ExitCode } from './exit-codes.ts';

interface ErrorKind {
  readonly exitCode: ExitCode;
  readonly summary: string;
}

/**
 * Every error a command can end with. A code is never reused or renamed; `docs/errors.md` explains
 * each, and a test holds the two together.
 */
export const ERROR_TABLE = {
  E_USAGE: { exitCode: EXIT.usage, summary: 'The command line cannot be understood.' },
  E_NO_INPUT: { exitCode: EXIT.noInput, summary: 'An input file is missing.' },
  E_UNKNOWN_MODEL: { exitCode: EXIT.noInput, summary: 'There is no such model.' },
  E_IO: { exitCode: EXIT.io, summary: 'A file cannot be read or written.' },
  E_CONFIG: { exitCode: EXIT.config, summary: 'The configuration cannot be used.' },
  E_NO_DATABASE: {
    exitCode: EXIT.config,
    summary: 'There are no PostgreSQL programs for a private database.',
  },
  E_MASTER_KEY: { exitCode: EXIT.config, summary: 'The master key is missing or unsafe.' },
  E_ADDRESS_IN_USE: {
    exitCode: EXIT.critical,
    summary: 'The address is taken by another process.',
  },
  E_LISTEN: { exitCode: EXIT.critical, summary: 'The server cannot listen on the address.' },
  E_TLS: { exitCode: EXIT.config, summary: 'The TLS certificate or key cannot be used.' },
  E_AUTH_REQUIRED: { exitCode: EXIT.authRequired, summary: 'The other side wants a key.' },
  E_UNREACHABLE: { exitCode: EXIT.unreachable, summary: 'The other side cannot be reached.' },
  E_REMOTE: { exitCode: EXIT.remoteError, summary: 'The other side said no.' },
  E_FAILED: { exitCode: EXIT.critical, summary: 'The operation failed and was taken back.' },
  E_REFUSED: { exitCode: EXIT.refused, summary: 'A guard stopped the command.' },
  E_BUSY: { exitCode: EXIT.busy, summary: 'Another run, or a lock, stands in the way.' },
  E_PARTIAL: { exitCode: EXIT.partial, summary: 'Some items were done and some were not.' },
  E_SOFTWARE: { exitCode: EXIT.software, summary: 'A fault of the program itself.' },
} as const satisfies Record<string, ErrorKind>;

/** A stable error code, the key of `ERROR_TABLE`. */
export type ErrorCode = keyof typeof ERROR_TABLE;

/** What a reader needs besides the message: the place, the next command, the cause. */
export interface ErrorDetail {
  /** `file:line:column`, a flag, a host: where it happened. */
  readonly where?: string;
  /** The next command or edit. */
  readonly hint?: string;
  readonly cause?: unknown;
}

const BRAND = Symbol.for('llmgw.error');

/** The only error class that crosses folders: a code, a place and the next step. */
export class LlmgwError extends Error {
  readonly [BRAND] = true;
  readonly code: ErrorCode;
  readonly where: string | undefined;
  readonly hint: string | undefined;

  constructor(code: ErrorCode, message: string, detail: ErrorDetail = {}) {
    super(message, detail.cause === undefined ? undefined : { cause: detail.cause });
    this.name = 'LlmgwError';
    this.code = code;
    this.where = detail.where;
    this.hint = detail.hint;
  }

  /** The process exit code this error stands for. */
  get exitCode(): ExitCode {
    return ERROR_TABLE[this.code].exitCode;
  }
}

/** Tells an `LlmgwError` apart, also one made by another copy of this module. */
export function isLlmgwError(value: unknown): value is LlmgwError {
  return typeof value === 'object' && value !== null && BRAND in value;
}

/** The message of anything that was thrown. */
export function messageOf(thrown: unknown): string {
  return thrown instanceof Error ? thrown.message : String(thrown);
}
