/**
 * The bins of a DDSketch: every value in a bin differs from what stands for the bin by less than 1 %.
 * C. Masson, J. E. Rim, H. K. Lee: DDSketch, VLDB 2019, https://arxiv.org/abs/1908.10693
 *
 * Cut as by the "linearly interpolated" mapping of https://github.com/DataDog/sketches-java: each power of two in equal
 * parts, here 64. The first bits of a double are the number of its part, so that no logarithm is taken, and every machine
 * finds the same bin.
 *
 *   0 | 1 | 2 | … | 127 | 128 129 | 130 131 | … | 256 … 259 | …       up to 2^53
 */

/** Bits of the fraction that make a bin. */
const fractionBits = 6;
const binsPerPower = 1 << fractionBits;
/** What a double adds to its exponent, in bins. */
const bias = 1023 * binsPerPower;

/** How far an estimate may be off, as a share of the value: 1/128, said as what it stays below. */
export const relativeError = 0.01;

/** Bins for 0 and for everything from 1 up to 2^53. */
export const binCount: number = 53 * binsPerPower + 1;

const double = new DataView(new ArrayBuffer(8));

/** The bin of a whole number from 0 on; what is beyond the last bin is in that. */
export function binOf(value: number): number {
  if (value < 1) return 0;
  double.setFloat64(0, value);
  return Math.min(binCount - 1, (double.getInt32(0) >>> (20 - fractionBits)) - bias + 1);
}

/** The whole number that stands for a bin: relative to both ends of the bin it is off by the same share. */
export function binValue(bin: number): number {
  if (bin === 0) return 0;
  const from = binStart(bin);
  const to = binStart(bin + 1);
  return Math.round((2 * from * to) / (from + to));
}

function binStart(bin: number): number {
  double.setInt32(0, (bin - 1 + bias) << (20 - fractionBits));
  double.setInt32(4, 0);
  return double.getFloat64(0);
}
