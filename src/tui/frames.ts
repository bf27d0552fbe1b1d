/**
 * The screen that frames are written to: of each only the lines that changed. ink would clear the terminal, scrollback
 * and all, for each frame that fills it, and draw nothing at all where a variable CI is set.
 */

/** Alternate screen, no wrapping, no cursor, mouse with SGR coordinates, bracketed paste. */
export const enterScreen = '\x1b[?1049h\x1b[?7l\x1b[?25l\x1b[?1000h\x1b[?1006h\x1b[?2004h\x1b[H\x1b[2J';

/** What takes all of that back, in reverse. */
export const leaveScreen = '\x1b[?2026l\x1b[0m\x1b[?2004l\x1b[?1006l\x1b[?1000l\x1b[?25h\x1b[?7h\x1b[?1049l';

/** Terminals that know it show what lies between at once (mode 2026); others pass over it. */
const begin = '\x1b[?2026h';
const end = '\x1b[?2026l';

/** Writes frames. */
export class Screen {
  private lines: readonly string[] = [];
  private readonly write: (text: string) => void;

  constructor(write: (text: string) => void) {
    this.write = write;
  }

  /** Shows a frame: its lines from the top, what is below them empty. */
  show(frame: string): void {
    const lines = frame.split('\n');
    let text = '';
    for (let row = 0; row < Math.max(lines.length, this.lines.length); row++) {
      const line = lines[row] ?? '';
      // Erased first: behind a full line the cursor stands on its last character.
      if (line !== this.lines[row]) text += `\x1b[${row + 1};1H\x1b[0m\x1b[2K${line}`;
    }
    this.lines = lines;
    if (text !== '') this.write(begin + text + end);
  }

  /** Forgets what is on the screen: the next frame is written whole. */
  forget(): void {
    this.lines = [];
    this.write('\x1b[0m\x1b[2J');
  }
}
