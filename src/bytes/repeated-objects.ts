/**
 * Objects that come again and again, byte by byte the same, such as resources: who recorded a span is said with every one, or
 * every few. They are told by their bytes, and not read once more.
 */
import type { JsonReader } from './json-reader.ts';

/** Keeps numbers of objects that a reader meets. Nothing is kept where it has no kernel. */
export class RepeatedObjects {
  private readonly json: JsonReader;
  /** Where the object that `find` did not know begins, and where it may be kept. */
  private begin = 0;
  private place = 0;

  constructor(json: JsonReader) {
    this.json = json;
  }

  /** The number of the object that comes next, with the reader moved behind it; -1: not known, the reader is where it was. */
  find(): number {
    const { json } = this;
    const { kernel } = json;
    this.place = 0;
    if (kernel === undefined) return -1;
    const number = kernel.findRepeated(json.pos);
    if (number >= 0) json.passTo(kernel.stop);
    else {
      this.place = kernel.place;
      this.begin = json.byte;
    }
    return number;
  }

  /** Keeps a number for the object that `find` did not know, now that the reader is behind it. */
  keep(number: number): void {
    const { json, place } = this;
    const from = this.begin - json.base;
    // The window may have moved on meanwhile; and what was wrong with the object is to be told each time.
    if (place === 0 || from < 0 || json.hasProblem) return;
    json.kernel?.keepRepeated(place, from, json.pos, number);
  }
}
