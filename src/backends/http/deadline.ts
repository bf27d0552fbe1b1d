/** Slower than this, in bytes a millisecond, a reply counts as not coming: some 100 kB a second. */
const slowest = 100;

/**
 * The end of a request's time: so long for the head of the reply, and longer for a body that keeps coming. A large reply
 * over a slow line is not cut; one that drips to keep a connection open is.
 */
export class Deadline {
  private readonly controller = new AbortController();
  private readonly started = performance.now();
  private readonly milliseconds: number;
  private timer: NodeJS.Timeout;

  constructor(milliseconds: number) {
    this.milliseconds = milliseconds;
    this.timer = this.timerFor(milliseconds);
  }

  /** Aborted with a TimeoutError when the time is over. */
  get signal(): AbortSignal {
    return this.controller.signal;
  }

  /** Takes note of how much has come in all. */
  received(bytes: number): void {
    clearTimeout(this.timer);
    this.timer = this.timerFor(this.started + this.milliseconds + bytes / slowest - performance.now());
  }

  /** The request is over. */
  end(): void {
    clearTimeout(this.timer);
  }

  private timerFor(milliseconds: number): NodeJS.Timeout {
    const abort = (): void => this.controller.abort(new DOMException('the time is over', 'TimeoutError'));
    return setTimeout(abort, Math.max(0, milliseconds));
  }
}
