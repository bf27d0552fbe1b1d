/**
 * Characters that stand for whole painted lines while ink composes a frame. ink takes a line apart into characters with
 * their styles and puts it together again, which is nearly all of the time that a frame takes: 20 ms of 160x50 cells in
 * colour. It composes one character a line instead, and the lines take their places in what comes out.
 */

/** Private use: no text gets to ink but through here. */
const first = 0xf0000;

/** The lines of one frame. */
export class StandIns {
  private lines: string[] = [];

  /** Begins another frame. */
  clear(): void {
    this.lines = [];
  }

  /** What stands for a line, one column wide. */
  for(line: string): string {
    return String.fromCodePoint(first + this.lines.push(line) - 1);
  }

  /** A frame with the lines in their places. */
  replaced(frame: string): string {
    return frame.replace(
      /[\u{f0000}-\u{ffffd}]/gu,
      (one) => this.lines[(one.codePointAt(0) ?? 0) - first] ?? '',
    );
  }
}
