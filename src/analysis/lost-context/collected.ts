/** What is kept of many traces to find lost context between them. */
import type { Numbered } from '../numbered.ts';
import type { PeerServices } from './peer-services.ts';
import type { Requests } from './requests.ts';
import type { SeenTraces, SpanRows } from './span-rows.ts';
import type { Texts } from './texts.ts';

/** Calls that are counted together. */
interface CallKey {
  caller: string;
  /** The service that answered; empty where none did. */
  callee: string;
  /** What its attributes call the callee, where none answered. */
  peer: string;
  operation: string;
}

/** Where a service runs. */
interface Place {
  service: string;
  /** `service.instance.id`, or else the clock. */
  instance: string;
}

/** What was kept of all traces. */
export interface Collected {
  traces: SeenTraces;
  names: Texts;
  services: PeerServices;
  requests: Requests;
  callKeys: Numbered<CallKey>;
  /** By number of a key: calls, answered or not. */
  callCounts: number[];
  places: Numbered<Place>;
  /** Folded names of roots. */
  rootNames: Texts;
  /** Clients that nobody answered; by key, with their request. */
  clients: SpanRows;
  /** Roots and fragments that were called; by name of the service, with their request. */
  entries: SpanRows;
  /** Roots that nobody called; by place, with their folded name. */
  starters: SpanRows;
  /** Requests that a service works on; by place. */
  served: SpanRows;
}
