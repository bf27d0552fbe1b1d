/** Distinct values, numbered in order of first sight. Values are plain objects of one shape, compared field by field. */
export class Numbered<Value extends object> {
  readonly values: Value[] = [];
  private readonly numbers = new Map<string, number>();

  /** The number of a value, added when new. Linear in its text. */
  number(value: Value): number {
    const key = JSON.stringify(Object.values(value));
    const known = this.numbers.get(key);
    if (known !== undefined) return known;
    this.numbers.set(key, this.values.length);
    return this.values.push(value) - 1;
  }
}
