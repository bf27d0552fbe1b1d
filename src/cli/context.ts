/** What a command sees of the process it runs in; a test hands in its own. */

import type { Dispatcher } from 'undici';

import type { Terminal } from '../tui/terminal.ts';

/** What standard input is connected to. */
export type StdinKind = 'terminal' | 'pipe' | 'file' | 'none';

/** The outside of a command. */
export interface Context {
  stdin: StdinKind;
  /** Writes to standard output. Throws {@link ClosedOutput} once nobody reads it any more. */
  write: (content: string | Uint8Array) => void;
  /** Writes to standard error. */
  warn: (text: string) => void;
  env: Readonly<Record<string, string | undefined>>;
  /** Folder that relative paths start from. */
  cwd: string;
  /** Folder of this package, where the bundled example lies. */
  packageRoot: string;
  /** Whether standard output is a terminal, and how wide. */
  isTTY: boolean;
  columns: number | undefined;
  /** Whether standard error is a terminal. */
  isErrorTTY?: boolean;
  /** The script that threads run; absent: everything happens in one. */
  worker?: string | undefined;
  /** Processors to use. */
  cores?: number;
  /** Connections that requests go through instead of own ones: a test hands in a MockAgent. */
  transport?: Dispatcher | undefined;
  /** What there is of memory; absent: nobody looks. */
  memory?: Memory;
  now: () => Date;
  /**
   * Has a handler called for each signal that asks the program to end, instead of ending it, until the function that is
   * returned is called; absent: nobody asks.
   */
  onSignal?: (handler: (signal: EndSignal) => void) => () => void;
  /** The terminal, for commands that take it over; undefined where there is none. */
  terminal?: () => Promise<Terminal | undefined>;
}

/** A signal that asks a program to end. */
export type EndSignal = 'SIGINT' | 'SIGTERM' | 'SIGHUP';

/** Memory, in bytes. */
export interface Memory {
  /** Of the machine, or of the container that this runs in. */
  readonly machine: number;
  /** What node has for objects, at most. */
  readonly heapLimit: number;
  /** What the process takes of both now. */
  use(): { resident: number; heap: number };
}

/** Thrown where the reader of standard output has gone: `tracectl … | head`. Not an error. */
export class ClosedOutput extends Error {}
