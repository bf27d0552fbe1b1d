/** XML read strictly: what is not well-formed throws. Only what reports hold: elements, attributes and text. */

/** An element. */
export interface XmlElement {
  name: string;
  attributes: Record<string, string>;
  children: XmlElement[];
  /** Its own, entities resolved. */
  text: string;
}

const entities: Record<string, string> = { amp: '&', lt: '<', gt: '>', quot: '"', '#39': "'" };

/** Characters that XML 1.0 may hold. */
const allowed = /^[\t\n\r\u{20}-\u{d7ff}\u{e000}-\u{fffd}\u{10000}-\u{10ffff}]*$/u;

/** The root of a document with a declaration. */
export function readXml(document: string): XmlElement {
  if (!allowed.test(document)) throw new Error('a character that XML may not hold');
  const declaration = '<?xml version="1.0" encoding="UTF-8"?>\n';
  if (!document.startsWith(declaration)) throw new Error('no declaration');
  const top: XmlElement = { name: '', attributes: {}, children: [], text: '' };
  const open = [top];
  for (const [token] of document.slice(declaration.length).matchAll(/<[^>]*>|[^<]+|</g)) {
    const parent = open[open.length - 1];
    const closing = /^<\/([\w-]+)>$/.exec(token);
    const opening = /^<([\w-]+)((?: [\w-]+="[^"<]*")*)(\/?)>$/.exec(token);
    if (closing) {
      if (open.pop()?.name !== closing[1]) throw new Error(`wrong end: ${token}`);
    } else if (opening) {
      const element = { name: opening[1], attributes: attributesOf(opening[2]), children: [], text: '' };
      parent.children.push(element);
      if (opening[3] === '') open.push(element);
    } else parent.text += unescaped(token);
  }
  if (open.length !== 1 || top.children.length !== 1) throw new Error('not one root');
  return top.children[0];
}

function attributesOf(text: string): Record<string, string> {
  return Object.fromEntries(
    Array.from(text.matchAll(/ ([\w-]+)="([^"]*)"/g), ([, key, value]) => [key, unescaped(value)]),
  );
}

function unescaped(text: string): string {
  return text.replaceAll(/&([^;]*);?|[<>]/g, (sign, name: string) => {
    if (!(name in entities)) throw new Error(`unescaped: ${sign}`);
    return entities[name];
  });
}
