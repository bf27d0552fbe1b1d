/**
 * The errors that end a command, and the exit codes of the contract (docs/exit-codes.md). Anything else that is thrown
 * is a bug.
 */

/** Process exit codes. */
export const ExitCode = {
  ok: 0,
  found: 1,
  usage: 2,
  notFound: 3,
  input: 4,
  backend: 5,
  bug: 70,
  interrupted: 130,
} as const;

/** An error with a hint: one thing to do or to paste. Messages are lower case, without a full stop. */
export class TracectlError extends Error {
  readonly hint: string | undefined;
  readonly exitCode: number;

  constructor(
    message: string,
    exitCode: number,
    options: { hint?: string | undefined; cause?: unknown } = {},
  ) {
    super(message, { cause: options.cause });
    this.name = new.target.name;
    this.exitCode = exitCode;
    this.hint = options.hint;
  }
}

/** Wrong usage: an unknown flag, a bad value. */
export class UsageError extends TracectlError {
  constructor(message: string, options?: { hint?: string; cause?: unknown }) {
    super(message, ExitCode.usage, options);
  }
}

/** Input that can't be read: missing, not a trace format, damaged. */
export class InputError extends TracectlError {
  constructor(message: string, options?: { hint?: string; cause?: unknown }) {
    super(message, ExitCode.input, options);
  }
}

/** A backend that can't be reached, refuses, or answers something that is not an answer. */
export class BackendError extends TracectlError {
  constructor(message: string, options?: { hint?: string | undefined; cause?: unknown }) {
    super(message, ExitCode.backend, options);
  }
}
