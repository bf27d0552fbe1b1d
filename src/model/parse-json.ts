/**
 * The value of a JSON text; throws what JSON.parse throws. Linear.
 *
 * V8 13 and later (Node 24 and 26) can take a key with an escape, as in `{"\n": 1}`, for the key `\` when that stood in the
 * same place of an object parsed before. So objects that have such keys are made here, of values that JSON.parse reads.
 */
export function parseJson(text: string): unknown {
  const value: unknown = JSON.parse(text);
  return escapedKey.test(text) ? valueOf(text) : value;
}

/** A key with an escape, or what looks like one within a text: no harm then. */
const escapedKey = /\\.(?:[^"\\]|\\.)*"\s*:/s;

/** A key and its colon, a bracket, or a value that has no parts. */
const tokens = /("(?:[^"\\]|\\.)*")\s*:|[{}[\]]|"(?:[^"\\]|\\.)*"|[^\s"{}[\],:]+/gs;

/** An object or an array, and the key in the object that the next value is for. */
interface Container {
  value: object;
  key: string | undefined;
}

/** The value of a text that JSON.parse takes. */
function valueOf(text: string): unknown {
  const top: Container = { value: [], key: undefined };
  const open = [top];
  for (const [token, key] of text.matchAll(tokens)) {
    const container = open.at(-1) ?? top;
    if (key !== undefined) container.key = String(JSON.parse(key));
    else if (token === '}' || token === ']') open.pop();
    else {
      const value: unknown = JSON.parse(token === '{' ? '{}' : token === '[' ? '[]' : token);
      put(container, value);
      if (typeof value === 'object' && value !== null) open.push({ value, key: undefined });
    }
  }
  return Object.values(top.value)[0];
}

function put({ value: container, key }: Container, value: unknown): void {
  if (Array.isArray(container)) container.push(value);
  // Not by assignment, which takes `__proto__` for something else.
  else
    Object.defineProperty(container, key ?? '', {
      value,
      writable: true,
      enumerable: true,
      configurable: true,
    });
}
