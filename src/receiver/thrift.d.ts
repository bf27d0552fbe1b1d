/** What is used of Thrift's own library, which comes without types. */
declare module 'thrift/lib/nodejs/lib/thrift/binary_protocol.js' {
  /** Reads Thrift's binary protocol from a transport. What it throws is no particular kind of error. */
  export default class TBinaryProtocol {
    constructor(transport: import('./thrift-bytes.ts').ThriftBytes);
    readFieldBegin(): { ftype: number; fid: number };
    readListBegin(): { etype: number; size: number };
    readBool(): boolean;
    readI32(): number;
    readI64(): { buffer: Uint8Array; offset: number };
    readDouble(): number;
    readString(): string;
    /** Passes over a value of a type, 64 levels deep at most. */
    skip(type: number): void;
  }
}
