/** The state as it goes from one action to the next. */
import type { Effect, State } from './state.ts';
import { type Action, update } from './update.ts';

/** Holds the state, and hands on what is to be drawn and done. */
export class Store {
  private current: State;
  private readonly draw: (state: State) => void;
  private readonly perform: (effect: Effect, state: State) => void;

  constructor(state: State, draw: (state: State) => void, perform: (effect: Effect, state: State) => void) {
    this.current = state;
    this.draw = draw;
    this.perform = perform;
  }

  get state(): State {
    return this.current;
  }

  /** Takes actions one after the other, and draws once. */
  dispatch(...actions: readonly Action[]): void {
    for (const action of actions) {
      const { state, effects } = update(this.current, action);
      this.current = state;
      for (const effect of effects) this.perform(effect, state);
    }
    this.draw(this.current);
  }
}
