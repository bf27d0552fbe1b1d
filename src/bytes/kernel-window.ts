/** A window in the memory of a kernel, so that it can read from it: from where a source turns out to be long enough. */
import { ByteWindow } from './byte-window.ts';
import { returnKernel, type ShapeKernel, takeKernel } from './shape-kernel.ts';

/** See the head of this file. */
export class KernelWindow extends ByteWindow {
  /** Undefined: not yet, or not any more. */
  kernel: ShapeKernel | undefined;
  private mayEnter = true;

  /** Leaves the kernel to others. What the window holds is not valid any more. */
  leaveKernel(): void {
    if (this.kernel !== undefined) returnKernel(this.kernel);
    this.kernel = undefined;
    this.mayEnter = false;
  }

  protected override more(from: number): boolean {
    if (this.mayEnter && this.kernel === undefined) this.enterKernel();
    return super.more(from);
  }

  protected override larger(size: number): Uint8Array {
    const larger = this.kernel?.window(size);
    if (larger !== undefined) return larger;
    const buf = super.larger(size);
    // A value of absurd size: the kernel's memory is no place for it.
    this.leaveKernel();
    return buf;
  }

  private enterKernel(): void {
    const kernel = takeKernel(Math.max(this.source.byteLength ?? 0, this.base + this.end));
    const buf = kernel?.window(this.buf.length);
    if (buf === undefined) return;
    buf.set(this.buf.subarray(0, this.end));
    this.kernel = kernel;
    this.setBuffer(buf);
  }
}
