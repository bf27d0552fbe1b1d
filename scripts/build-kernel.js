/** Compiles the kernel from AssemblyScript to WebAssembly, as text in a module: src/bytes/kernel/code.ts. */
import { readFileSync, writeFileSync } from 'node:fs';

import { main as compile } from 'assemblyscript/asc';

const source = 'src/bytes/kernel/shapes.ts';

/** Writes the module. Throws where the kernel does not compile. */
export async function buildKernel() {
  const options = [
    '-O3',
    '--converge',
    '--noAssert',
    '--runtime',
    'stub',
    '--enable',
    'simd',
    '--initialMemory',
    '32',
  ];
  let binary;
  let complaints = '';
  const { error } = await compile([source, '--outFile', 'code.wasm', ...options], {
    readFile: (name) => (name === source ? readFileSync(name, 'utf8') : null),
    writeFile: (_, content) => (binary = content),
    listFiles: () => [],
    stderr: { write: (text) => (complaints += String(text)) },
  });
  if (error) throw new Error(`${source}: ${complaints}`, { cause: error });
  const text = Buffer.from(binary).toString('base64');
  writeFileSync(
    'src/bytes/kernel/code.ts',
    `/** ${source}, compiled by scripts/build-kernel.js. */\nexport const code: string =\n  '${text}';\n`,
  );
}
