/** A command that runs in the place of this one: its streams are ours, it gets our signals, and we end as it did. */
import { type ChildProcess, spawn } from 'node:child_process';
import { constants } from 'node:os';

/** Signals that ask a program to end. */
type EndSignal = 'SIGINT' | 'SIGTERM' | 'SIGHUP';

/** Calls a handler for each signal that arrives, until the function that is returned is called. */
export type OnSignal = (handler: (signal: EndSignal) => void) => () => void;

/** What a command needs of the process around it. */
export interface Around {
  env: Readonly<Record<string, string>>;
  cwd: string;
  onSignal: OnSignal | undefined;
  /** Whether a terminal sends Ctrl-C to the command, too: it must not come twice. */
  isInteractive: boolean;
}

/** How a command ended. */
export interface Ended {
  /** As a shell has it: 128 and the number of the signal that ended it; 127 not found, 126 no program. */
  exitCode: number;
  /** Why it could not be started. */
  failure: string | undefined;
}

/** Exit codes of shells. */
const notFound = 127;
const notExecutable = 126;
const signalBase = 128;

/** The exit code that stands for a signal. */
export function signalExitCode(signal: NodeJS.Signals): number {
  return signalBase + constants.signals[signal];
}

/** Runs a command to its end. */
export function runChild(
  program: string,
  args: readonly string[],
  { env, cwd, onSignal, isInteractive }: Around,
): Promise<Ended> {
  return new Promise((resolve) => {
    const child = spawn(program, [...args], { env: { ...env }, cwd, stdio: 'inherit' });
    const silence = onSignal?.((signal) => {
      if (signal !== 'SIGINT' || !isInteractive) child.kill(signal);
    });
    const settle = (ended: Ended): void => {
      silence?.();
      resolve(ended);
    };
    child.on('error', (error) => settle(startFailure(child, program, error)));
    child.on('exit', (code, signal) =>
      settle({ exitCode: signal === null ? (code ?? 0) : signalExitCode(signal), failure: undefined }),
    );
  });
}

function startFailure({ pid }: ChildProcess, program: string, error: Error): Ended {
  const code = 'code' in error ? String(error.code) : error.message;
  if (pid === undefined && code === 'ENOENT') {
    return { exitCode: notFound, failure: `cannot run ${program}: no such command` };
  }
  const why = code === 'EACCES' ? 'it is no program, or not allowed' : code;
  return { exitCode: notExecutable, failure: `cannot run ${program}: ${why}` };
}
