/**
 * Zipkin's tags: attributes as texts, and what has no field of its own.
 *
 * A tag `error`, whatever its text, is what makes a span fail for Zipkin. So a failed span gets one, with its message, and a
 * span that did not fail has none.
 */
import { AttributeType } from '../model/attributes.ts';
import { StatusCode } from '../model/kinds.ts';
import type { SpanRow, SpanStore } from '../model/span-store.ts';
import type { StringId } from '../model/strings.ts';
import { LastRows } from './last-rows.ts';
import type { Losses, LossKind } from './losses.ts';
import { scopeRows } from './scopes.ts';
import type { StoreTexts } from './store-texts.ts';
import type { ZipkinEndpoints } from './zipkin-endpoints.ts';

const types: LossKind = { thing: 'attribute', why: 'zipkin has only texts' };
const repeated: LossKind = { thing: 'attribute', why: 'of several with one key the last stays' };
const resources: LossKind = {
  thing: 'resource attribute',
  why: 'zipkin has no resources; written as tags of each span',
};
const hidden: LossKind = { thing: 'resource attribute', why: 'the span has a tag of that name' };
const reserved: LossKind = {
  thing: 'attribute',
  why: 'the name stands for status or scope in zipkin; left out',
};
const scopeAttributes: LossKind = {
  thing: 'scope attribute',
  why: 'zipkin has the name and the version of a scope, nothing else',
};
const falseErrors: LossKind = {
  thing: 'attribute',
  why: 'named error, but the span did not fail; left out, zipkin would take it for a failure',
};
const otherErrors: LossKind = {
  thing: 'attribute',
  why: 'named error; the message of the status stands in its place',
};

/** What a resource becomes. */
interface ResourceText {
  /** The endpoint as JSON; empty where nothing is known. */
  local: string;
  /** The attributes beyond it, each behind a comma. */
  tags: readonly { key: StringId; text: string }[];
}

/** What a scope becomes: tags, each behind a comma, and how many of its attributes do not. */
interface ScopeText {
  tags: string;
  others: number;
}

/** The tags of one generation of a store. */
export class ZipkinTags {
  private readonly store: SpanStore;
  private readonly texts: StoreTexts;
  private readonly endpoints: ZipkinEndpoints;
  private readonly losses: Losses;
  private readonly resources = new Map<number, ResourceText>();
  private readonly scopes = new Map<number, ScopeText>();
  private readonly errorKey: StringId;
  /** Keys of tags that mean something to readers. */
  private readonly special: ReadonlySet<StringId>;

  constructor(store: SpanStore, texts: StoreTexts, endpoints: ZipkinEndpoints, losses: Losses) {
    this.store = store;
    this.texts = texts;
    this.endpoints = endpoints;
    this.losses = losses;
    this.errorKey = store.strings.add('error');
    this.special = new Set(specialKeys.map((key) => store.strings.add(key)));
  }

  ofResource(index: number): ResourceText {
    let text = this.resources.get(index);
    if (text === undefined) this.resources.set(index, (text = this.resourceText(index)));
    return text;
  }

  /** The field `tags` behind a comma; nothing where there are none. `last` has looked at the span's rows. */
  ofSpan(row: SpanRow, last: LastRows, used: readonly number[]): string {
    const text = this.resourceTags(row, last) + this.attributeTags(row, last, used) + this.ownTags(row, last);
    return text === '' ? '' : `,"tags":{${text.slice(1)}}`;
  }

  private resourceText(index: number): ResourceText {
    const { attributes, from, count } = this.store.resources;
    const last = new LastRows();
    last.find(attributes, from[index], count[index]);
    const { text, used } = this.endpoints.localOf(last);
    const tags: { key: StringId; text: string }[] = [];
    for (let row = from[index]; row < from[index] + count[index]; row++) {
      const key = attributes.key[row];
      if (last.of(key) !== row || used.includes(row)) continue;
      tags.push({ key, text: this.tag(key, attributes.type[row], attributes.value[row]) });
    }
    return { local: text, tags };
  }

  private resourceTags(row: SpanRow, last: LastRows): string {
    const { tags } = this.ofResource(this.store.resource[row]);
    let text = '';
    let hiddenCount = 0;
    for (const tag of tags) {
      if (last.of(tag.key) >= 0 || this.special.has(tag.key)) hiddenCount++;
      else text += tag.text;
    }
    if (tags.length > hiddenCount) this.losses.note(resources, tags.length - hiddenCount);
    if (hiddenCount > 0) this.losses.note(hidden, hiddenCount);
    return text;
  }

  private attributeTags(row: SpanRow, last: LastRows, used: readonly number[]): string {
    const { attributes, attributesFrom, attributesCount } = this.store;
    const { key, type, value } = attributes;
    let text = '';
    let typed = 0;
    const from = attributesFrom[row];
    for (let a = from; a < from + attributesCount[row]; a++) {
      if (last.of(key[a]) !== a) this.losses.note(repeated);
      else if (this.special.has(key[a])) {
        if (key[a] !== this.errorKey) this.losses.note(reserved);
      } else if (!used.includes(a)) {
        if (type[a] !== AttributeType.string) typed++;
        text += this.tag(key[a], type[a], value[a]);
      }
    }
    if (typed > 0) this.losses.note(types, typed);
    return text;
  }

  /** Status and scope. */
  private ownTags(row: SpanRow, last: LastRows): string {
    const { status, statusMessage } = this.store;
    const message = statusMessage[row];
    const error = last.of(this.errorKey);
    const saysError = error >= 0 && this.isTrue(error);
    const isFailed = status[row] === StatusCode.error || (status[row] === StatusCode.unset && saysError);
    let text = this.scopeTags(row);
    if (status[row] !== StatusCode.unset) text += `,"otel.status_code":"${statusNames[status[row]]}"`;
    // The tag `error` tells no message that is only a yes.
    const isToldByError = isFailed && !/^true$/i.test(this.texts.text(message));
    if (message !== 0 && !isToldByError) text += `,"otel.status_description":${this.texts.quoted(message)}`;
    if (isFailed) return `${text},"error":${this.errorText(message, error)}`;
    if (error >= 0) this.losses.note(falseErrors);
    return text;
  }

  /** The message, or else what an attribute says. */
  private errorText(message: StringId, error: number): string {
    const { type, value } = this.store.attributes;
    const attribute = error < 0 ? '""' : this.textOf(type[error], value[error]);
    if (message === 0) return attribute;
    const text = this.texts.quoted(message);
    if (error >= 0 && attribute !== text && !this.isTrue(error)) this.losses.note(otherErrors);
    return text;
  }

  /** Whether an attribute says yes. */
  private isTrue(row: number): boolean {
    const { type, value } = this.store.attributes;
    return /^"true"$/i.test(this.textOf(type[row], value[row]));
  }

  private scopeTags(row: SpanRow): string {
    const index = this.store.scope[row];
    let scope = this.scopes.get(index);
    if (scope === undefined) this.scopes.set(index, (scope = this.scopeText(index)));
    if (scope.others > 0) this.losses.note(scopeAttributes, scope.others);
    return scope.tags;
  }

  private scopeText(index: number): ScopeText {
    const { attributes } = this.store.scopes;
    const { name, version, others } = scopeRows(this.store, index);
    let tags = '';
    if (name >= 0) tags += `,"otel.scope.name":${this.texts.quoted(attributes.value[name])}`;
    if (version >= 0) tags += `,"otel.scope.version":${this.texts.quoted(attributes.value[version])}`;
    return { tags, others };
  }

  private tag(key: StringId, type: number, value: number): string {
    return `,${this.texts.quoted(key)}:${this.textOf(type, value)}`;
  }

  private textOf(type: number, value: number): string {
    if (type === AttributeType.bool) return value === 0 ? '"false"' : '"true"';
    return this.texts.quoted(value);
  }
}

/** By StatusCode. */
const statusNames: readonly string[] = ['UNSET', 'OK', 'ERROR'];

const specialKeys = [
  'error',
  'otel.status_code',
  'otel.status_description',
  'otel.scope.name',
  'otel.scope.version',
  'otel.library.name',
  'otel.library.version',
];
