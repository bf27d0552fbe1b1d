/** Stretches of a header's value that know where they stand. */
import type { Header, Place } from './header-format.ts';

/** A stretch of a header's value; the whole of it unless told otherwise. */
export class Part implements Place {
  readonly header: Header;
  readonly from: number;
  readonly to: number;
  readonly text: string;

  constructor(header: Header, from = 0, to: number = header.value.length) {
    this.header = header;
    this.from = from;
    this.to = to;
    this.text = header.value.slice(from, to);
  }

  /** From one offset to another, both counted from the start of this part. */
  slice(from: number, to: number = this.text.length): Part {
    return new Part(this.header, this.from + from, Math.min(this.to, this.from + to));
  }

  /** The end of this part: where something is missing. */
  get end(): Part {
    return new Part(this.header, this.to, this.to);
  }

  /** Without the blanks and tabs around it. */
  trim(): Part {
    let from = 0;
    let to = this.text.length;
    while (from < to && isBlank(this.text, from)) from++;
    while (to > from && isBlank(this.text, to - 1)) to--;
    return this.slice(from, to);
  }

  /** What stands between the separators, of which there may be none. */
  split(separator: string): Part[] {
    const parts: Part[] = [];
    let from = 0;
    for (;;) {
      const at = this.text.indexOf(separator, from);
      if (at < 0) break;
      parts.push(this.slice(from, at));
      from = at + separator.length;
    }
    parts.push(this.slice(from));
    return parts;
  }

  /** What stands before and behind the first separator; undefined where there is none. */
  cut(separator: string): [before: Part, behind: Part] | undefined {
    const at = this.text.indexOf(separator);
    return at < 0 ? undefined : [this.slice(0, at), this.slice(at + separator.length)];
  }
}

function isBlank(text: string, at: number): boolean {
  return text[at] === ' ' || text[at] === '\t';
}
