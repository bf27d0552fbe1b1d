/** The interactive viewer: the one entry of this room, which is loaded when `explore` runs. */
import { Canvas } from './canvas.tsx';
import { App } from './components/app.tsx';
import { enterScreen, leaveScreen, Screen } from './frames.ts';
import { InputParser } from './input.ts';
import { performed, problemOf } from './perform.ts';
import type { Session } from './session.ts';
import type { Effect, State } from './state.ts';
import { Store } from './store.ts';
import { type Action, initialState } from './update.ts';

/** The exit code of a process whose terminal is gone. */
const hungUp = 129;
/** So long after a lone Escape nothing else belongs to it. */
const escapeDelay = 40;

/** Shows traces until the person leaves; resolves to the exit code. Rejects where the viewer itself fails. */
export function explore(session: Session): Promise<number> {
  return new Promise((resolve, reject) => {
    new Viewer(session, { onQuit: resolve, onFailure: reject }).start();
  });
}

interface Ending {
  onQuit: (exitCode: number) => void;
  onFailure: (error: unknown) => void;
}

class Viewer {
  private readonly session: Session;
  private readonly ending: Ending;
  private readonly screen: Screen;
  private readonly parser = new InputParser();
  private readonly store: Store;
  private readonly canvas: Canvas;
  private readonly taken: ReturnType<Session['terminal']['take']>;
  private readonly timers = new Set<NodeJS.Timeout>();
  private stopListening: (() => void) | undefined;
  private isOver = false;
  private isReading = false;

  constructor(session: Session, ending: Ending) {
    const { terminal, query, followEvery } = session;
    this.session = session;
    this.ending = ending;
    const state = initialState(terminal.size(), { query, follows: followEvery !== undefined });
    this.screen = new Screen((text) => terminal.write(text));
    this.canvas = new Canvas(
      (frame) => this.screen.show(frame),
      (error) => this.fail(error),
    );
    this.store = new Store(
      state,
      (next) => this.draw(next),
      (effect) => void this.perform(effect),
    );
    this.taken = terminal.take(
      { enter: enterScreen, leave: leaveScreen },
      {
        onInput: (text) => this.guarded(() => this.onInput(text)),
        onResize: () => this.guarded(() => this.onResize()),
        onResume: () => this.guarded(() => this.onResize()),
        onEnd: () => this.quit(hungUp),
      },
    );
  }

  start(): void {
    this.guarded(() => {
      const { session } = this;
      this.stopListening = session.onSignal((exitCode) => this.quit(exitCode));
      this.store.dispatch({ type: 'listed', ...session.traces() });
      if (session.traceId !== undefined) void this.perform({ type: 'open', traceId: session.traceId });
      if (session.followEvery !== undefined) {
        this.timers.add(setInterval(() => void this.follow(), session.followEvery));
      }
    });
  }

  private onInput(text: string): void {
    this.dispatch(this.parser.push(text));
    if (!this.parser.isWaiting) return;
    const timer = setTimeout(() => {
      this.timers.delete(timer);
      this.guarded(() => this.dispatch(this.parser.flush()));
    }, escapeDelay);
    this.timers.add(timer);
  }

  private dispatch(inputs: ReturnType<InputParser['push']>): void {
    if (inputs.length > 0) this.store.dispatch(...inputs.map((input): Action => ({ type: 'input', input })));
  }

  /** What a terminal does to lines that no longer fit is its own affair. */
  private onResize(): void {
    this.screen.forget();
    this.store.dispatch({ type: 'resized', size: this.session.terminal.size() });
  }

  private draw(state: State): void {
    if (!this.isOver)
      this.canvas.draw(<App state={state} name={this.session.name} look={this.session.look} />, state.size);
  }

  private async perform(effect: Effect): Promise<void> {
    const { session, store } = this;
    try {
      const actions = await performed(effect, {
        session,
        state: () => store.state,
        write: (text) => session.terminal.write(text),
        quit: (exitCode) => this.quit(exitCode),
        suspend: () => this.taken.suspend(),
      });
      if (actions.length > 0 && !this.isOver) store.dispatch(...actions);
    } catch (error) {
      this.guarded(() => store.dispatch({ type: 'told', message: problemOf(error) }));
    }
  }

  /** One look at a time, and none while something is typed. */
  private async follow(): Promise<void> {
    if (this.isReading || this.store.state.prompt) return;
    this.isReading = true;
    await this.perform({ type: 'reload', always: false });
    this.isReading = false;
  }

  private quit(exitCode: number): void {
    if (this.end()) this.ending.onQuit(exitCode);
  }

  /** Whatever fails, the terminal is given back first. */
  private guarded(work: () => void): void {
    try {
      if (!this.isOver) work();
    } catch (error) {
      this.fail(error);
    }
  }

  private fail(error: unknown): void {
    if (this.end()) this.ending.onFailure(error);
  }

  private end(): boolean {
    if (this.isOver) return false;
    this.isOver = true;
    this.stopListening?.();
    for (const timer of this.timers) clearInterval(timer);
    this.canvas.close();
    this.taken.release();
    return true;
  }
}
