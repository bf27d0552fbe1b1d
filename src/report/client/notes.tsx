/** Errors that nothing explains, and findings, each with the spans that it is about. */
import type { JSX } from 'preact';
import { useState } from 'preact/hooks';

import { escapeText } from '../../views/text/escape.ts';
import { formatCount } from '../../views/text/numbers.ts';
import type { Note } from '../data.ts';
import { Title } from './text.tsx';
import type { Row, TraceModel } from './trace-model.ts';

/** Notes shown before somebody asks for more. */
const shown = 4;

/** The list; nothing where there is nothing to tell. */
export function Notes({ model, onGo }: { model: TraceModel; onGo: (row: Row) => void }): JSX.Element | null {
  const [isWhole, setWhole] = useState(false);
  const { notes } = model;
  if (notes.length === 0) return null;
  const listed = isWhole ? notes : notes.slice(0, shown);
  return (
    <section class="notes" aria-label="Errors and findings" tabIndex={isWhole ? 0 : undefined}>
      <ul>
        {listed.map((note, i) => (
          <NoteLine key={i} note={note} model={model} onGo={onGo} />
        ))}
      </ul>
      {notes.length > listed.length && (
        <button type="button" onClick={() => setWhole(true)}>
          {formatCount(notes.length - listed.length)} more
        </button>
      )}
    </section>
  );
}

interface NoteProps {
  note: Note;
  model: TraceModel;
  onGo: (row: Row) => void;
}

function NoteLine({ note: { kind, text, rows }, model, onGo }: NoteProps): JSX.Element {
  const row = rows.at(0);
  const message = escapeText(text);
  return (
    <li class={kind}>
      <b>{kind}</b>{' '}
      {row === undefined ? (
        message
      ) : (
        <button type="button" class="link" onClick={() => onGo(row)}>
          {kind === 'error' && (
            <>
              <Title service={model.service(row)} name={model.name(row)} />
              {': '}
            </>
          )}
          {message}
        </button>
      )}
    </li>
  );
}
