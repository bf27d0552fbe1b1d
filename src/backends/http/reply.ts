/** What a server answered: the head, and a body that is kept to be read as often as it takes. */
import { decodeSource } from '../../bytes/decode.ts';
import { type ByteSource, DamagedBytes } from '../../bytes/source.ts';
import type { Spool } from '../../bytes/spool.ts';
import { parseJson } from '../../model/parse-json.ts';
import { decodeUtf8 } from '../../model/strings.ts';

/** Bytes looked at where a body is a message and not data. */
const mostText = 1 << 16;

/** An answer. Whoever gets one disposes of it. */
export class Reply {
  readonly status: number;
  /** Names in lower case. */
  readonly headers: Readonly<Record<string, string | undefined>>;
  /** As asked, or as a redirect led on; without credentials. */
  readonly url: string;
  private readonly spool: Spool;

  constructor(status: number, headers: Record<string, string | undefined>, url: string, spool: Spool) {
    this.status = status;
    this.headers = headers;
    this.url = url;
    this.spool = spool;
  }

  get isOk(): boolean {
    return this.status >= 200 && this.status < 300;
  }

  /** Bytes received, as compressed as they came. */
  get size(): number {
    return this.spool.size;
  }

  /** The body from its start, still compressed if it came so: readers tell by the bytes. */
  open(): ByteSource {
    return this.spool.open(this.url);
  }

  /** The body as text, decompressed; only the first `most` bytes. */
  text(most: number = mostText): string {
    const plain = decodeSource(this.open());
    const bytes = new Uint8Array(most);
    let size = 0;
    try {
      for (let count = 1; count > 0 && size < most; size += count)
        count = plain.read(bytes, size, most - size);
    } catch (error) {
      if (!(error instanceof DamagedBytes)) throw error;
    }
    return decodeUtf8(bytes.subarray(0, size));
  }

  /** The last bytes of the body as text, decompressed. Linear in the body, which is read through. */
  tail(most: number): string {
    const plain = decodeSource(this.open());
    const chunk = new Uint8Array(mostText);
    let end = new Uint8Array(0);
    try {
      for (let count = 1; count > 0;) {
        count = plain.read(chunk, 0, chunk.length);
        end = Buffer.concat([end, chunk.subarray(0, count)]).subarray(-most);
      }
    } catch (error) {
      if (!(error instanceof DamagedBytes)) throw error;
    }
    return decodeUtf8(end);
  }

  /** The body as JSON of at most 64 MB; undefined where it is none. For lists of names, not for traces. */
  json(): unknown {
    try {
      const value: unknown = parseJson(this.text(Math.min(64 << 20, Math.max(mostText, this.size * 40))));
      return value;
    } catch {
      return undefined;
    }
  }

  /** Whether the body is a web page, whatever the status says. */
  get isPage(): boolean {
    if (this.headers['content-type']?.startsWith('text/html')) return true;
    return /^\s*(<!--[^]*?-->\s*)*<(!doctype html|html|head)/i.test(this.text(4096));
  }

  /** The one line that a body which is a message says: a text, or the message in JSON; empty if there is none. */
  get said(): string {
    if (this.isPage) return '';
    const text = this.text(mostText).trim();
    const inner = messageIn(text) ?? text;
    const line = inner.replaceAll(/\s+/g, ' ').trim();
    return line.length > longestSaid ? `${line.slice(0, longestSaid)}…` : line;
  }

  dispose(): void {
    this.spool.dispose();
  }
}

const longestSaid = 300;

/** What error bodies of Jaeger (v1: errors[].msg, v3: error.message), Grafana and gateways have in common. */
function messageIn(text: string): string | undefined {
  return /"(?:msg|message|error_description|error|detail)"\s*:\s*"((?:[^"\\]|\\.)+)"/.exec(text)?.[1];
}
