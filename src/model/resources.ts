/**
 * Resources (who recorded a span) and scopes (with which library): few and repeated, so each distinct set of attributes
 * is kept once. Jaeger calls a resource "process", Zipkin "localEndpoint".
 */
import {
  type AttributesPart,
  AttributeTable,
  AttributeType,
  type Attributes,
  type RawAttribute,
} from './attributes.ts';
import { grown, type StringId, type StringTable } from './strings.ts';

/** Number of a resource in the {@link ResourceTable}; 0 is the one without attributes. */
export type ResourceIndex = number;

/** Attributes that name the clock of a resource, best first (analysis.md 0). */
const clockKeys = [
  ['k8s.node.name'],
  ['host.id'],
  ['host.name', 'hostname'],
  ['host.ip', 'ip'],
  ['service.instance.id'],
  ['service.name'],
];

/** The resources of a table, in the order of their numbers. */
export interface ResourcesPart {
  attributes: AttributesPart;
  from: Int32Array;
  count: Int32Array;
}

/** Append-only table of distinct attribute sets. Fill it with `begin`, `attribute`…, `end`. */
export class ResourceTable {
  /** Attributes of all resources. */
  readonly attributes: AttributeTable = new AttributeTable();
  /** First row in `attributes`, by resource. */
  from: Int32Array = new Int32Array(64);
  /** How many rows, by resource. */
  count: Int32Array = new Int32Array(64);
  private byHash = new Map<number, ResourceIndex[]>();
  private readonly serviceNameKey: StringId;
  private strings: StringTable;

  /** StringId of `service.name`, by resource; 0 when it has none. */
  service: Int32Array = new Int32Array(64);
  /** StringId of what names the clock, by resource; 0 when nothing does. */
  clock: Int32Array = new Int32Array(64);
  size = 0;

  constructor(strings: StringTable) {
    this.strings = strings;
    this.serviceNameKey = strings.add('service.name');
    this.begin();
    this.end();
  }

  /** Starts a resource. */
  begin(): void {
    this.from[this.size] = this.attributes.size;
  }

  /** Forgets the attributes of the resource begun. */
  discard(): void {
    this.attributes.size = this.from[this.size];
  }

  wants(): boolean {
    return true;
  }

  /** Adds an attribute to the resource begun. */
  attribute(key: StringId, type: number, value: number): void {
    this.attributes.push(key, type, value);
  }

  /** Ends the resource begun and returns its number: an earlier one's if the attributes are the same. */
  end(): ResourceIndex {
    const from = this.from[this.size];
    const hash = this.hash(from, this.attributes.size);
    const same = this.byHash.get(hash)?.find((index) => this.equals(index, from));
    if (same !== undefined) {
      this.attributes.size = from;
      return same;
    }
    return this.append(hash, from);
  }

  /** Forgets all resources but the one without attributes. */
  clear(): void {
    this.size = 0;
    this.attributes.size = 0;
    this.byHash.clear();
    this.service.fill(0);
    this.clock.fill(0);
    this.begin();
    this.end();
  }

  /** All resources, to be handed to another thread. */
  part(): ResourcesPart {
    const { size } = this;
    return {
      attributes: this.attributes.part(),
      from: this.from.slice(0, size),
      count: this.count.slice(0, size),
    };
  }

  /** Adds the resources of another table, whose strings have the ids given; returns this table's number for each of its numbers. */
  merge({ attributes, from, count }: ResourcesPart, strings: Int32Array): Int32Array {
    const all = new AttributeTable();
    all.append(attributes, strings);
    const indexes = new Int32Array(from.length);
    for (let i = 0; i < indexes.length; i++) {
      this.begin();
      for (let row = from[i]; row < from[i] + count[i]; row++) {
        this.attribute(all.key[row], all.type[row], all.value[row]);
      }
      indexes[i] = this.end();
    }
    return indexes;
  }

  /** The attributes of a resource. */
  read(index: ResourceIndex): Attributes {
    return this.attributes.read(this.strings, this.from[index], this.count[index]);
  }

  /** Type and value of an attribute, as in AttributeTable; undefined where there is none. Linear in the resource's attributes. */
  find(index: ResourceIndex, key: StringId): RawAttribute | undefined {
    const { attributes, from, count } = this;
    for (let row = from[index]; row < from[index] + count[index]; row++) {
      if (attributes.key[row] === key) return { type: attributes.type[row], value: attributes.value[row] };
    }
    return undefined;
  }

  /** One attribute as text (an array or a map as JSON), or undefined. Linear in the resource's attributes. */
  get(index: ResourceIndex, key: string): string | undefined {
    const found = this.find(index, this.strings.add(key));
    if (found === undefined) return undefined;
    return found.type === AttributeType.bool ? String(found.value !== 0) : this.strings.text(found.value);
  }

  private append(hash: number, from: number): ResourceIndex {
    const index = this.size++;
    if (this.size === this.from.length) {
      this.from = grown(this.from, this.size * 2);
      this.count = grown(this.count, this.size * 2);
      this.service = grown(this.service, this.size * 2);
      this.clock = grown(this.clock, this.size * 2);
    }
    this.from[index] = from;
    this.count[index] = this.attributes.size - from;
    for (let row = from; row < this.attributes.size; row++) {
      if (
        this.attributes.key[row] === this.serviceNameKey &&
        this.attributes.type[row] === AttributeType.string
      ) {
        this.service[index] = this.attributes.value[row];
      }
    }
    this.clock[index] = this.clockOf(index);
    const bucket = this.byHash.get(hash);
    if (bucket) bucket.push(index);
    else this.byHash.set(hash, [index]);
    return index;
  }

  private clockOf(index: ResourceIndex): StringId {
    for (const keys of clockKeys) {
      for (const key of keys) {
        const text = this.get(index, key);
        if (text !== undefined && text !== '') return this.strings.add(text);
      }
    }
    return 0;
  }

  private hash(from: number, to: number): number {
    const { key, type, value } = this.attributes;
    let hash = to - from;
    for (let row = from; row < to; row++) {
      hash = Math.imul(hash ^ key[row], 0x01000193);
      hash = Math.imul(hash ^ value[row] ^ (type[row] << 28), 0x01000193);
    }
    return hash;
  }

  private equals(index: ResourceIndex, from: number): boolean {
    const count = this.attributes.size - from;
    if (this.count[index] !== count) return false;
    const { key, type, value } = this.attributes;
    for (let i = 0; i < count; i++) {
      const a = this.from[index] + i;
      const b = from + i;
      if (key[a] !== key[b] || value[a] !== value[b] || type[a] !== type[b]) return false;
    }
    return true;
  }
}
