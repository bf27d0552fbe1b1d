/** What a reader of headers notes down as it goes. */
import {
  type Decoded,
  type Field,
  type Header,
  isNamed,
  type Place,
  type Problem,
  type TraceContext,
} from './header-format.ts';
import { Part } from './part.ts';

/** Fields and problems in the order they were found. A problem within the field noted last belongs to it. */
export class Findings {
  readonly fields: Field[] = [];
  readonly problems: Problem[] = [];

  /** Notes what a part says. */
  field(part: Part, name: string, meaning = '', value: string = part.text): void {
    const { header, from, to } = part;
    this.fields.push({ name, value, meaning, place: { header, from, to }, problems: [] });
  }

  /** Notes that behind this part nothing is said about sampling. */
  undecided(part: Part): void {
    this.field(part.end, 'sampling', 'not said: whoever receives this decides');
  }

  /** Notes what makes readers drop the header. */
  error(place: Place, message: string): void {
    this.report('error', place, message);
  }

  /** Notes what some readers stumble over. */
  warning(place: Place, message: string): void {
    this.report('warning', place, message);
  }

  /**
   * The value of a header that may be sent once, without blanks around it; undefined where it is not there. Of several
   * the first counts; so it does where a proxy has joined them by a comma.
   */
  only(headers: readonly Header[], name: string): Part | undefined {
    const [first, ...more] = headers.filter((header) => isNamed(header, name));
    if (first === undefined) return undefined;
    for (const other of more) {
      if (other.value === first.value) this.warning(new Part(other), `${name} is sent more than once`);
      else this.error(new Part(other), `${name} is sent again with another value; which one counts is open`);
    }
    const value = new Part(first).trim();
    const joined = value.cut(',');
    if (joined === undefined) return value;
    this.error(joined[1], `a comma: ${name} was sent more than once and a proxy joined the values`);
    return joined[0].trim();
  }

  /** Everything noted, and the context that it amounts to. */
  decoded(context: TraceContext | undefined): Decoded {
    const { fields, problems } = this;
    return { context, fields, problems };
  }

  private report(severity: Problem['severity'], { header, from, to }: Place, message: string): void {
    const problem = { severity, message, place: { header, from, to } };
    this.problems.push(problem);
    const last = this.fields.at(-1);
    if (last && holds(last.place, problem.place)) last.problems.push(problem);
  }
}

/** Whether a place lies within another; what is missing behind it does not. */
function holds(outer: Place, { header, from, to }: Place): boolean {
  if (outer.header !== header || from < outer.from || to > outer.to) return false;
  return from < outer.to || outer.from === outer.to;
}
