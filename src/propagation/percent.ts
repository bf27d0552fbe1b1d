/** Percent-encoding: https://www.rfc-editor.org/rfc/rfc3986#section-2.1 */
import { decodeUtf8 } from '../model/strings.ts';
import type { Findings } from './findings.ts';
import type { Part } from './part.ts';

/** The text with %XX decoded as UTF-8; what is wrong with it is noted, and stays as it is. Linear. */
export function unescaped(findings: Findings, part: Part): string {
  const { text } = part;
  if (!text.includes('%')) return text;
  const broken = /%(?![0-9a-f]{2})/i.exec(text);
  if (broken) {
    const place = part.slice(broken.index, broken.index + 1);
    findings.warning(place, '"%" without two hexadecimal digits behind it');
  }
  const decoded = text.replace(/(?:%[0-9a-f]{2})+/gi, (run) => {
    return decodeUtf8(Buffer.from(run.replaceAll('%', ''), 'hex'));
  });
  if (/[\udc80-\udcff]/.test(decoded) && /(?<![\ud800-\udbff])[\udc80-\udcff]/.test(decoded)) {
    findings.warning(part, 'what is percent-encoded is not UTF-8');
  }
  return decoded;
}
