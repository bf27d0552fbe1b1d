/** Text made safe for HTML and SVG. */
import { escapeText } from './escape.ts';

const entities: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};

/** The text with everything that markup, or a screen, would take for more than text spelled out; also for attributes in quotes. */
export function escapeMarkup(text: string): string {
  return escapeText(text).replace(/[&<>"']/g, (sign) => entities[sign]);
}
