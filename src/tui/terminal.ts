/** The terminal that an interactive command takes over; `bin/` has the real one, tests hand in their own. */

/** What a terminal tells. */
export interface TerminalEvents {
  /** Keys, mouse and pasted text as the terminal spells them. */
  onInput: (text: string) => void;
  onResize: () => void;
  /** The process runs again after it was suspended; the screen was taken over anew. */
  onResume: () => void;
  /** Nothing more will come: the terminal is gone. */
  onEnd: () => void;
}

/** A terminal. */
export interface Terminal {
  /** Cells. */
  size: () => { columns: number; rows: number };
  write: (text: string) => void;
  /**
   * Takes the terminal over: keys come one by one and unseen. `enter` is written now and after each resumption, `leave`
   * whenever the terminal is given back, which happens however the process ends.
   */
  take: (screen: { enter: string; leave: string }, events: TerminalEvents) => TakenTerminal;
  /** Opens an address in a browser, and says whether that was possible. */
  browse: (address: string) => Promise<boolean>;
}

/** A terminal that was taken over. */
export interface TakenTerminal {
  /** Gives it back and stops the process, as ctrl-z does elsewhere. */
  suspend: () => void;
  /** Gives it back. */
  release: () => void;
}
