/** Every exit code the program uses, with one meaning in all commands. */
export const EXIT = {
  ok: 0,
  critical: 1,
  warning: 2,
  authRequired: 3,
  unreachable: 4,
  remoteError: 5,
  refused: 6,
  busy: 7,
  partial: 8,
  usage: 64,
  noInput: 66,
  software: 70,
  io: 74,
  config: 78,
  interrupted: 130,
  brokenPipe: 141,
  terminated: 143,
} as const;

/** One of the values of `EXIT`. */
export type ExitCode = (typeof EXIT)[keyof typeof EXIT];
