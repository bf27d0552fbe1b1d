/** Pieces of text that many parts of the page show. */
import type { JSX } from 'preact';

import { escapeText } from '../../views/text/escape.ts';
import { serviceHue } from './hue.ts';

/** A service with its colour. */
export function Service({ service }: { service: string }): JSX.Element | null {
  if (service === '') return null;
  return (
    <span class="service">
      <i class="swatch" style={{ '--hue': serviceHue(service) }} />
      {escapeText(service)}
    </span>
  );
}

/** Service and name of a span, as lists show it. */
export function Title({ service, name }: { service: string; name: string }): JSX.Element {
  return (
    <>
      <Service service={service} /> {escapeText(name) || '(no name)'}
    </>
  );
}
