/**
 * What an assertion may be told in a budget file. An assertion kind declares its fields; the check of the file and its
 * published JSON Schema follow from that, so that a new kind is written in one place.
 */
import type { Nanos } from '../../model/time.ts';

/** Which spans of a trace are meant: those that fit all that is given; all spans where nothing is. */
export interface SpanSelector {
  service?: string | undefined;
  operation?: string | undefined;
  /** TraceQL. */
  where?: string | undefined;
}

/** An increase that is accepted: a share of what it was, or a time. */
export type Increase = { share: number } | { nano: Nanos };

/** Values of fields by the type of the field. */
export interface FieldValues {
  /** Text with a unit in the file: `300ms`. */
  duration: Nanos;
  /** A whole number from 0 on. */
  count: number;
  text: string;
  /** A TraceQL query. */
  query: string;
  /** The name of a service, or a map with service, operation and where. */
  selector: SpanSelector;
  /** `5%` or `20ms`. */
  increase: Increase;
  /** One of `choices`. */
  choice: string;
  /** Some of `choices`. */
  choices: readonly string[];
  /** Nothing but `true`. */
  yes: true;
}

/** A field: its type, what it means in one line, and whether it has to be there. */
export interface Field<Type extends keyof FieldValues = keyof FieldValues> {
  type: Type;
  description: string;
  required?: boolean;
  /** Of the types that choose. */
  choices?: readonly string[];
}

/** Fields by name. */
export type Fields = Readonly<Record<string, Field>>;

/** The values that a file gives for some fields. */
export type SettingsOf<Declared extends Fields> = {
  [Name in keyof Declared]: Declared[Name] extends { required: true }
    ? FieldValues[Declared[Name]['type']]
    : FieldValues[Declared[Name]['type']] | undefined;
};

/** The fields of kinds that look at some of a trace's spans: their settings are a {@link SpanSelector}. */
export const selectorFields: {
  readonly service: Field<'text'>;
  readonly operation: Field<'text'>;
  readonly where: Field<'query'>;
} = {
  service: { type: 'text', description: 'only spans of this service' },
  operation: { type: 'text', description: 'only spans of this name' },
  where: { type: 'query', description: 'only spans that this TraceQL query matches' },
};

/** Whether a selector leaves any span out. */
export function isSelective({ service, operation, where }: SpanSelector): boolean {
  return service !== undefined || operation !== undefined || where !== undefined;
}

/** What a selector means, for people; text from a file, not escaped; empty where it means every span. */
export function selectorText({ service, operation, where }: SpanSelector): string {
  const parts = [service === undefined ? '' : `[${service}]`, operation ?? '', where ?? ''];
  return parts.filter((part) => part !== '').join(' ');
}

/** A title with what a selector means behind it: `self time of [cart] GET /cart`. */
export function titleOf(title: string, selector: SpanSelector): string {
  const text = selectorText(selector);
  return text === '' ? title : `${title} of ${text}`;
}
