/** What a backend is: how one kind of server is asked, and which of its answers hold traces. */
import type { BackendKind } from '../config/settings.ts';
import type { UnixNano } from '../model/time.ts';
import type { Query } from '../query/ast.ts';
import type { Client } from './http/client.ts';
import type { Reply } from './http/reply.ts';

/** A span of time: from `from` on, before `to`. */
export interface TimeRange {
  from: UnixNano;
  to: UnixNano;
}

/** A trace asked for by its id: bytes of a known format, or where it was looked for in vain. */
export type TraceAnswer = { reply: Reply; warning?: string } | { tried: string[]; hint?: string };

/** One page of a search: whole traces, or their ids, each with how many there are. */
export type SearchPage = { reply: Reply } | { traceIds: string[]; starts: UnixNano[] };

/** A search that a server can do, page by page. */
export interface PlannedSearch {
  /** The most traces that one request may ask for. */
  mostPerPage: number;
  /** The longest time that one request may span, in seconds; absent: any. */
  longestRange?: number;
  page(client: Client, range: TimeRange, limit: number): Promise<SearchPage>;
}

/** How a query is answered: what the server does, and what is left to do here. */
export interface SearchPlan {
  /** Searches whose results together hold every trace that matches. */
  searches: PlannedSearch[];
  /** What the server does, as TraceQL or in its own words. */
  pushed: string[];
  /** What is evaluated here: the query as it has to be evaluated on what the server answers; absent: nothing. */
  left: Query | undefined;
  /** What a person should know of the plan. */
  notes: string[];
}

/** An operation of a service. */
export interface Operation {
  name: string;
  /** Span kind in lower case; empty where the server does not say. */
  kind: string;
}

/** An address of a server's user interface that shows one trace. */
export interface PastedTrace {
  traceId: string;
  /** Address of the server, as `--backend` takes it. */
  backend: string;
}

/** A kind of server. */
export interface Backend {
  /** As in `--backend-kind` and URL schemes. */
  id: BackendKind;
  title: string;
  /** The header that names the tenant; absent: it has none. */
  tenantHeader?: string;
  /** The trace with an id: lower-case hexadecimal. `range`, where given, says when it was. */
  trace(client: Client, traceId: string, range: TimeRange | undefined): Promise<TraceAnswer>;
  /** How a query is answered. May ask the server what it needs for that. */
  plan(client: Client, query: Query | undefined, range: TimeRange): Promise<SearchPlan>;
  services(client: Client, range: TimeRange): Promise<string[]>;
  operations(client: Client, service: string, range: TimeRange): Promise<Operation[]>;
  /** Keys of attributes, or the values of one; undefined where the server keeps no list. */
  tags(client: Client, key: string | undefined, range: TimeRange): Promise<string[] | undefined>;
  /** The server's version; undefined where it does not tell. */
  version(client: Client): Promise<string | undefined>;
  /** The trace that an address of its user interface shows. */
  pasted(url: URL): PastedTrace | undefined;
}
