/** XML elements, written with nothing in them that is not text. */
import { escapeMarkup } from '../text/markup.ts';

/** Attributes by name; those that are undefined are left out. */
export type XmlAttributes = Readonly<Record<string, string | number | undefined>>;

/** An element; `content` is XML already. */
export function element(name: string, attributes: XmlAttributes, content: readonly string[] = []): string {
  const head = Object.entries(attributes)
    .filter(([, value]) => value !== undefined)
    .map(([key, value]) => ` ${key}="${escapeMarkup(String(value))}"`)
    .join('');
  return content.length === 0 ? `<${name}${head}/>` : `<${name}${head}>${content.join('')}</${name}>`;
}

/** Lines of text as the content of an element. */
export function xmlText(lines: readonly string[]): string {
  return lines.map(escapeMarkup).join('\n');
}
