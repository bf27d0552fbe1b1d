/** The terminal of this process, for commands that take it over; loaded when one does. */
import { spawn } from 'node:child_process';
import { accessSync, constants, openSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { isatty, ReadStream } from 'node:tty';

import type { TakenTerminal, Terminal, TerminalEvents } from '../src/tui/terminal.ts';

/** The terminal; undefined where standard output is none, or no keys can be read. `write` writes to standard output. */
export function openTerminal(write: (text: string) => void): Terminal | undefined {
  const keys = isatty(1) ? keyboard() : undefined;
  if (keys === undefined) return undefined;
  return {
    size: () => ({ columns: process.stdout.columns || 80, rows: process.stdout.rows || 24 }),
    write,
    take: (screen, events) => taken(keys, screen, events, write),
    browse,
  };
}

/** Keys come from the terminal even while a dump is piped in. */
function keyboard(): ReadStream | undefined {
  if (isatty(0)) return process.stdin;
  try {
    return new ReadStream(openSync('/dev/tty', 'r'));
  } catch {
    return undefined;
  }
}

function taken(
  keys: ReadStream,
  { enter, leave }: { enter: string; leave: string },
  events: TerminalEvents,
  write: (text: string) => void,
): TakenTerminal {
  let isOurs = false;
  const acquire = (): void => {
    isOurs = true;
    keys.setRawMode(true);
    write(enter);
  };
  const giveBack = (): void => {
    if (!isOurs) return;
    isOurs = false;
    try {
      write(leave);
      keys.setRawMode(false);
    } catch {
      // The terminal is gone; there is nothing to give back.
    }
  };
  const resume = (): void => {
    acquire();
    events.onResume();
  };
  keys.setEncoding('utf8');
  keys.on('data', events.onInput).on('end', events.onEnd).on('error', events.onEnd);
  process.stdout.on('resize', events.onResize);
  process.on('SIGCONT', resume);
  // However the process ends: also by an exception that nobody catches.
  process.on('exit', giveBack);
  acquire();
  return {
    suspend() {
      giveBack();
      // The whole job, as the terminal itself would.
      process.kill(0, 'SIGTSTP');
    },
    release() {
      giveBack();
      keys.off('data', events.onInput).pause();
      process.stdout.off('resize', events.onResize);
      process.off('SIGCONT', resume);
      process.off('exit', giveBack);
    },
  };
}

/** Opens an address by what the desktop has for it; not by a browser that would draw over this screen. */
async function browse(address: string): Promise<boolean> {
  const isMac = process.platform === 'darwin';
  const hasDesktop = isMac || Boolean(process.env['DISPLAY'] ?? process.env['WAYLAND_DISPLAY']);
  const command = hasDesktop ? onPath(isMac ? 'open' : 'xdg-open') : undefined;
  if (command === undefined) return false;
  return new Promise((resolve) => {
    const child = spawn(command, [address], { stdio: 'ignore', detached: true });
    child.once('error', () => resolve(false)).once('spawn', () => resolve(true));
    child.unref();
  });
}

function onPath(name: string): string | undefined {
  return (process.env['PATH'] ?? '')
    .split(delimiter)
    .filter((folder) => folder !== '')
    .map((folder) => join(folder, name))
    .find((path) => {
      try {
        accessSync(path, constants.X_OK);
        return true;
      } catch {
        return false;
      }
    });
}
