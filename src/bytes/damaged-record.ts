/** The input is not what its format says it should be, at a place. */
export class DamagedRecord extends Error {
  /** Counted from 1; 0 where lines mean nothing. */
  readonly line: number;
  readonly byte: number;

  constructor(message: string, line: number, byte: number) {
    super(message);
    this.line = line;
    this.byte = byte;
  }
}
