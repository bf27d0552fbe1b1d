import type { Output } from './target.ts';

/** Characters that go out at once. */
const pieceLength = 1 << 18;

/** Gathers text, so that a million spans are not a million writes. */
export class Pieces {
  private readonly output: Output;
  private text = '';

  constructor(output: Output) {
    this.output = output;
  }

  add(text: string): void {
    this.text += text;
    if (this.text.length >= pieceLength) this.flush();
  }

  /** Hands over what is left. */
  flush(): void {
    if (this.text !== '') this.output(this.text);
    this.text = '';
  }
}

/** Gathers the elements of a list that one document is: what stands before, between and behind them. */
export class ListPieces {
  private readonly pieces: Pieces;
  private readonly open: string;
  private readonly close: string;
  private isOpen = false;

  constructor(output: Output, open: string, close: string) {
    this.pieces = new Pieces(output);
    this.open = open;
    this.close = close;
  }

  /** Adds an element, on a line of its own. */
  add(element: string): void {
    this.pieces.add((this.isOpen ? ',\n' : `${this.open}\n`) + element);
    this.isOpen = true;
  }

  /** Ends the document, which may be without an element. */
  end(): void {
    this.pieces.add(`${this.isOpen ? '\n' : this.open}${this.close}`);
    this.pieces.flush();
  }
}
