import { isLlmgwError, LlmgwError, messageOf } from '../core/errors.ts';
import type { ExitCode } from '../core/exit-codes.ts';
import { writeCrashReport } from './crash-report.ts';
import type { Io, Paint } from './io.ts';
import { maskSecrets } from './mask-secrets.ts';

/** Says on stderr what went wrong, and tells the exit code that stands for it. */
export function reportFailure(thrown: unknown, io: Io, json: boolean): ExitCode {
  const error = isLlmgwError(thrown) ? thrown : softwareError(thrown, io);
  io.stderr.write(json ? renderErrorJson(error) : renderError(error, io.stderr.paint));
  if (io.env['LLMGW_LOG'] === 'debug' && !json) io.stderr.write(`${stackOf(thrown, io)}\n`);
  return error.exitCode;
}

/** What, where and the next step, for people. */
function renderError(error: LlmgwError, paint: Paint): string {
  const lines = [`${paint.red.bold(`error[${error.code}]`)}: ${error.message}`];
  if (error.where !== undefined) lines.push(` ${paint.blue('-->')} ${error.where}`);
  if (error.hint !== undefined) lines.push(`${paint.cyan('help')}: ${error.hint}`);
  return `${lines.join('\n')}\n`;
}

/** The same on one line, for programs. */
function renderErrorJson(error: LlmgwError): string {
  const { code, message, exitCode, where, hint } = error;
  const docs = `docs/errors.md#${code.toLowerCase()}`;
  return `${JSON.stringify({ error: { code, message, exitCode, where, hint, docs } })}\n`;
}

function softwareError(thrown: unknown, io: Io): LlmgwError {
  const report = writeCrashReport(stackOf(thrown, io), io.cwd);
  const message = maskSecrets(messageOf(thrown), io.env);
  return new LlmgwError('E_SOFTWARE', `llmgw met a fault of its own, sorry: ${message}`, {
    ...(report === null ? {} : { where: report }),
    hint: 'run it again with LLMGW_LOG=debug to see the stack; when you report the fault, attach the crash file',
    cause: thrown,
  });
}

function stackOf(thrown: unknown, io: Io): string {
  if (!(thrown instanceof Error)) return maskSecrets(String(thrown), io.env);
  const stack = maskSecrets(thrown.stack ?? thrown.message, io.env);
  return thrown.cause === undefined ? stack : `${stack}\ncaused by ${stackOf(thrown.cause, io)}`;
}
