/** Where the spans of a command go that is run to its end: a file that is named, or one that is gone afterwards. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { OutFile } from '../writers/out-file.ts';

/** A file of OTLP JSON lines in the making. */
export class CaptureFile {
  readonly path: string;
  /** Made for the file, and gone with it. */
  private folder: string | undefined;
  private readonly file: OutFile;

  /** Throws a TracectlError where nothing can be written. */
  constructor(path?: string) {
    this.folder = path === undefined ? mkdtempSync(join(tmpdir(), 'tracectl-')) : undefined;
    this.path = path ?? join(this.folder ?? '', 'traces.jsonl');
    this.file = new OutFile(this.path);
  }

  write(lines: Uint8Array): void {
    this.file.write(lines);
  }

  /** The file is whole, and can be read. */
  commit(): void {
    this.file.commit();
  }

  /** The file stays, although nobody named it: somebody was told where it is. */
  keep(): void {
    this.folder = undefined;
  }

  /** Takes away what nobody asked to keep. */
  dispose(): void {
    this.file.discard();
    if (this.folder !== undefined) rmSync(this.folder, { recursive: true, force: true });
  }
}
