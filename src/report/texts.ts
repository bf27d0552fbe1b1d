/** Texts numbered in order of first sight; 0 is the empty one. */
export class Texts {
  readonly list: string[] = [''];
  private readonly numbers = new Map<string, number>([['', 0]]);

  /** The number of a text, added when new. */
  number(text: string): number {
    const known = this.numbers.get(text);
    if (known !== undefined) return known;
    const number = this.list.push(text) - 1;
    this.numbers.set(text, number);
    return number;
  }
}
