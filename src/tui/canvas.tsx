/** Where ink draws: it lays out and composes; each frame goes on to the screen. */
import { EventEmitter } from 'node:events';

import { render } from 'ink';
import type { ReactElement } from 'react';

import { StandInContext } from './components/lines.tsx';
import { StandIns } from './stand-ins.ts';
import type { Size } from './state.ts';

/** What of a stream ink uses to write to. */
interface Output extends EventEmitter {
  columns: number;
  rows: number;
  write: (frame: string) => void;
}

/** Draws elements one after the other, each at once. */
export class Canvas {
  private readonly output: Output;
  private readonly standIns = new StandIns();
  private readonly onFailure: (error: unknown) => void;
  private instance: ReturnType<typeof render> | undefined;

  /** `show` gets each frame; `onFailure` what a component threw, after which nothing is drawn any more. */
  constructor(show: (frame: string) => void, onFailure: (error: unknown) => void) {
    const write = (frame: string): void => show(this.standIns.replaced(frame));
    this.output = Object.assign(new EventEmitter(), { columns: 1, rows: 24, write });
    this.onFailure = onFailure;
  }

  /**
   * Draws an element on so many cells. ink makes an object for each cell; what stands for a line is one column wide, and
   * so is all that it has to know of.
   */
  draw(element: ReactElement, { rows }: Size): void {
    this.output.rows = rows;
    this.standIns.clear();
    const whole = <StandInContext value={this.standIns}>{element}</StandInContext>;
    if (this.instance) this.instance.rerender(whole);
    else this.instance = this.mounted(whole);
  }

  /** Ends; what ink would still draw is not shown. */
  close(): void {
    this.output.write = () => {};
    this.instance?.unmount();
  }

  private mounted(element: ReactElement): ReturnType<typeof render> {
    // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- ink uses nothing else of it
    const stdout = this.output as unknown as NodeJS.WriteStream;
    // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- nothing is read by ink
    const stdin = new EventEmitter() as unknown as NodeJS.ReadStream;
    const instance = render(element, {
      stdout,
      stdin,
      stderr: stdout,
      // Each frame whole and at once, wherever this runs: the screen finds out what changed.
      debug: true,
      exitOnCtrlC: false,
      patchConsole: false,
      isScreenReaderEnabled: false,
    });
    instance.waitUntilExit().catch(this.onFailure);
    return instance;
  }
}
