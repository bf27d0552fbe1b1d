/**
 * Random tests draw anew with each run, and CI the same every time: what fails there must be what a change broke. A run with
 * another seed: FAST_CHECK_SEED=7 npm test
 */
import * as fc from 'fast-check';

const { CI, FAST_CHECK_SEED } = process.env;
const seed = FAST_CHECK_SEED ?? (CI ? '1' : undefined);
if (seed !== undefined) fc.configureGlobal({ ...fc.readConfigureGlobal(), seed: Number(seed) });
