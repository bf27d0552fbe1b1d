/** Base64, standard or for URLs, with or without padding: https://www.rfc-editor.org/rfc/rfc4648 */

/** The bytes that a text stands for; undefined where it is not base64 as an encoder would write it. */
export function base64Bytes(text: string): Uint8Array | undefined {
  const plain = text.replace(/={1,2}$/, '');
  const isPadded = plain.length < text.length;
  if (!/^[A-Za-z0-9+/_-]*$/.test(plain) || plain.length % 4 === 1) return undefined;
  if (isPadded && text.length % 4 !== 0) return undefined;
  const bytes = Buffer.from(plain, 'base64');
  const same = plain.replaceAll('-', '+').replaceAll('_', '/');
  return bytes.toString('base64').replace(/=+$/, '') === same ? bytes : undefined;
}
