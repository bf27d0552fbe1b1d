/** How far something is, told on standard error while it lasts; nothing of it stays. */
import { formatDuration } from '../views/text/duration.ts';
import { escapeText } from '../views/text/escape.ts';
import { counted } from '../views/text/numbers.ts';
import type { Context } from './context.ts';

/** A line on standard error that is overwritten by the next one; only on a terminal. */
export interface Progress {
  show: (message: string) => void;
  end: () => void;
}

/** The progress line of a context; it stays empty where standard error is no terminal, and with --quiet. */
export function progressOf({ isErrorTTY, warn }: Context, { quiet }: { quiet?: boolean } = {}): Progress {
  if (!isErrorTTY || quiet) return { show() {}, end() {} };
  return {
    show: (message) => warn(`\r\x1b[K${escapeText(message)}`),
    end: () => warn('\r\x1b[K'),
  };
}

/** What is soon over is not worth a line; and nobody reads faster than it is redrawn. In milliseconds. */
const patience = 500;
const redrawn = 100;

/** The progress of reading dumps: `412 MB of 522 MB, 789,000 spans, 201 MB/s, 1s left`. */
export class ReadingProgress {
  private readonly line: Progress;
  private readonly now: () => number;
  /** Bytes; undefined: not known before the end. */
  private readonly total: number | undefined;
  private readonly started: number;
  private next: number;
  private isShown = false;

  constructor(context: Context, flags: { quiet?: boolean }, total: number | undefined) {
    this.line = progressOf(context, flags);
    this.now = () => context.now().getTime();
    this.total = total;
    this.started = this.now();
    this.next = this.started + patience;
  }

  /** Tells how much was read so far, where it is time to. */
  tell(bytes: number, spanCount: number): void {
    const now = this.now();
    // A clock may be set back.
    if (now < this.next && now >= this.next - patience) return;
    this.next = now + redrawn;
    this.isShown = true;
    this.line.show(this.text(bytes, spanCount, now - this.started));
  }

  /** Takes the line away. */
  end(): void {
    if (this.isShown) this.line.end();
  }

  private text(bytes: number, spanCount: number, elapsed: number): string {
    const { total } = this;
    const isKnown = total !== undefined && bytes <= total;
    const rate = (bytes / elapsed) * 1000;
    const parts = [
      isKnown ? `${megabytes(bytes)} of ${megabytes(total)}` : megabytes(bytes),
      counted(spanCount, 'span'),
      `${megabytes(rate)}/s`,
    ];
    if (isKnown && bytes > 0) parts.push(`${wholeSeconds((total - bytes) / rate)} left`);
    return parts.join(', ');
  }
}

function megabytes(bytes: number): string {
  const value = bytes / 1e6;
  return value < 10_000 ? `${value.toFixed(value < 10 ? 1 : 0)} MB` : `${(value / 1000).toFixed(1)} GB`;
}

function wholeSeconds(seconds: number): string {
  return formatDuration(Math.max(1, Math.ceil(seconds)) * 1e9);
}
