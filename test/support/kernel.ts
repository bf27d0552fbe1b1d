/** Small sources are read without the kernel; here they all are read with it, as large ones are. */
import { kernelUse } from '../../src/bytes/shape-kernel.ts';

kernelUse.from = 0;
