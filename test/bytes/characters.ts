import * as fc from 'fast-check';

/** A character of each length in UTF-8, of each kind that JSON escapes, and neighbours of where the encoding changes. */
export const character: fc.Arbitrary<string> = fc.constantFrom(
  ...Array.from(
    'aZ0 "\\/\0\n\r\t\b\f\u001f\u007f\u0080é\u07ff\u0800€\u2028\ud7ff\ue000\ufeff\uffff\u{10000}😀\u{10ffff}',
  ),
);
