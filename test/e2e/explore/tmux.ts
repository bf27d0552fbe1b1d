/** A program in a real terminal: tmux runs it, keys go in, the screen comes out. */
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** Whether there is a tmux; it is one of Debian's packages. */
export const hasTmux: boolean = spawnSync('tmux', ['-V']).status === 0;

/** How long to wait for something to appear on the screen. */
const patience = 20_000;

/** A shell in a terminal of its own server, which nothing of the user's configures. */
export class Terminal {
  private readonly folder = mkdtempSync(join(tmpdir(), 'tracectl-tmux-'));

  constructor(columns: number, rows: number, environment: Record<string, string> = {}) {
    const variables = { TERM: 'tmux-256color', PS1: '$ ', HISTFILE: '', ...environment };
    const settings = Object.entries(variables).map(([name, value]) => `${name}='${value}'`);
    const shell = `env -u CI -u NO_COLOR ${settings.join(' ')} bash --norc --noprofile`;
    this.tmux('-f', '/dev/null', 'new-session', '-d', '-x', String(columns), '-y', String(rows), shell);
    // What a program copies becomes a buffer of tmux.
    this.tmux('set', '-s', 'set-clipboard', 'on');
    this.tmux('set', '-g', 'window-size', 'manual');
  }

  /** Types text, then Enter. */
  run(command: string): void {
    this.tmux('send-keys', '-l', command);
    this.tmux('send-keys', 'Enter');
  }

  /** Presses keys by tmux's names for them. */
  press(...keys: string[]): void {
    this.tmux('send-keys', ...keys);
  }

  resize(columns: number, rows: number): void {
    this.tmux('resize-window', '-x', String(columns), '-y', String(rows));
  }

  /** The screen as it is now, without blanks at the ends of lines. */
  get screen(): string {
    return this.tmux('capture-pane', '-p').trimEnd();
  }

  /** The screen with its colours. */
  get colouredScreen(): string {
    return this.tmux('capture-pane', '-p', '-e').trimEnd();
  }

  /** What was copied last. */
  get copied(): string {
    return this.tmux('show-buffer');
  }

  /** What tmux knows of the terminal, such as `alternate_on`. */
  flag(name: string): string {
    return this.tmux('display-message', '-p', `#{${name}}`).trim();
  }

  /** The id of the process that the shell waits for. */
  get running(): number {
    const shell = this.flag('pane_pid');
    return Number(readFileSync(`/proc/${shell}/task/${shell}/children`, 'utf8').trim().split(' ')[0]);
  }

  /** Waits until the screen shows something, and returns it. */
  async shows(text: string | RegExp): Promise<string> {
    const until = performance.now() + patience;
    const isThere = (): boolean =>
      typeof text === 'string' ? this.screen.includes(text) : text.test(this.screen);
    while (!isThere()) {
      if (performance.now() > until) throw new Error(`the screen never showed ${text}:\n${this.screen}`);
      await new Promise((resolve) => setTimeout(resolve, 25));
    }
    return this.screen;
  }

  close(): void {
    this.tmux('kill-server');
    rmSync(this.folder, { recursive: true, force: true });
  }

  private tmux(...args: string[]): string {
    const { stdout, stderr, status } = spawnSync('tmux', ['-S', join(this.folder, 'socket'), ...args], {
      encoding: 'utf8',
    });
    if (status !== 0 && args[0] !== 'kill-server') throw new Error(`tmux ${args.join(' ')}: ${stderr}`);
    return stdout;
  }
}
