/** What the viewer does outside, and what it tells of that. */
import { escapeText } from '../views/text/escape.ts';
import { jsonOf, textOf } from './files.ts';
import { isTraceQl } from './list-update.ts';
import type { Session } from './session.ts';
import type { Effect, State } from './state.ts';
import { findText } from './tree/find.ts';
import type { Action } from './update.ts';

/** What an effect may use besides the session. */
export interface Performing {
  session: Session;
  state: () => State;
  /** Writes to the terminal. */
  write: (text: string) => void;
  quit: (exitCode: number) => void;
  suspend: () => void;
}

/** Does what an effect says; resolves to what is to be told of it. */
export async function performed(
  effect: Effect,
  { session, state, ...outside }: Performing,
): Promise<Action[]> {
  switch (effect.type) {
    case 'open':
      return [{ type: 'opened', analysis: await session.open(effect.traceId), spanId: effect.spanId }];
    case 'filter':
      return filterAnswer(effect.query, session, state);
    case 'search':
      return searchAnswer(effect.query, session, state());
    case 'reload':
      return reloaded(session, state, effect.always);
    case 'copy':
      outside.write(clipboard(effect.text));
      return [{ type: 'told', message: `copied the ${effect.what}: ${start(effect.text)}` }];
    case 'browse':
      return [{ type: 'told', message: await browsed(effect.traceId, effect.spanId, session) }];
    case 'write':
      return [{ type: 'told', message: await written(effect.path, session, state()) }];
    case 'compare': {
      const lines = await session.compare(effect.traceIds, state().size.columns);
      return [{ type: 'paged', title: 'comparison', lines }];
    }
    case 'suspend':
      outside.suspend();
      return [];
    case 'quit':
      outside.quit(effect.exitCode);
      return [];
    default:
      return [];
  }
}

/** Puts text into the clipboard of the terminal, over ssh, too (OSC 52). */
function clipboard(text: string): string {
  return `\x1b]52;c;${Buffer.from(text).toString('base64')}\x07`;
}

function start(text: string): string {
  const [line] = text.split('\n', 1);
  return line.length === text.length && line.length <= 40 ? line : `${line.slice(0, 40)}…`;
}

/** What is wrong with a query that is still typed is told, not thrown. */
async function filterAnswer(query: string, session: Session, state: () => State): Promise<Action[]> {
  const isStale = (): boolean => state().list.query !== query;
  try {
    const matching = await session.filter(query, isStale);
    return isStale() ? [] : [{ type: 'filtered', query, matching }];
  } catch (error) {
    return isStale() ? [] : [{ type: 'refused', query, problem: problemOf(error) }];
  }
}

async function searchAnswer(query: string, session: Session, { trace }: State): Promise<Action[]> {
  if (!trace) return [];
  const spans = trace.open.analysis.trace;
  const rows = isTraceQl(query) ? await session.search(query, spans) : findText(spans, query);
  return [{ type: 'searched', query, rows }];
}

/** The list anew, and the trace that is open where it has grown. */
async function reloaded(session: Session, state: () => State, always: boolean): Promise<Action[]> {
  const listing = await session.reload();
  const listed: Action = { type: 'listed', ...listing };
  const { place, trace } = state();
  if (place === 'list' || !trace) return [listed];
  const { traceId, spanCount } = trace.open.analysis.summary;
  const now = listing.traces.find((one) => one.traceId === traceId);
  if (!always && (now === undefined || now.spanCount === spanCount)) return [listed];
  return [listed, { type: 'opened', analysis: await session.open(traceId) }];
}

async function browsed(traceId: string, spanId: string | undefined, session: Session): Promise<string> {
  const address = session.address(traceId, spanId);
  if (address === undefined) return 'no backend to open this in: the trace is from a dump';
  return (await session.terminal.browse(address)) ? `opened ${address}` : address;
}

async function written(path: string, session: Session, state: State): Promise<string> {
  session.writeFile(path, await contentOf(path, session, state));
  return `wrote ${path}`;
}

async function contentOf(path: string, session: Session, state: State): Promise<Iterable<string>> {
  if (/\.json$/i.test(path)) return jsonOf(state);
  if (!/\.html?$/i.test(path)) return textOf(state);
  const { place, trace, list } = state;
  const isList = place === 'list' || !trace;
  return session.page(isList ? list.rows.map(({ traceId }) => traceId) : [trace.open.analysis.trace.traceId]);
}

/** The first line of what went wrong. */
export function problemOf(error: unknown): string {
  return escapeText((error instanceof Error ? error.message : String(error)).split('\n', 1)[0]);
}
