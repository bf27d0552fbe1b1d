/**
 * After `npm install`: drops the addresses of the registry from package-lock.json, and adds the builds of optional packages
 * for other platforms where a registry that serves only some of them left them out, since `npm ci` refuses a lock without.
 */
import { readFileSync, writeFileSync } from 'node:fs';

const lock = JSON.parse(readFileSync('package-lock.json', 'utf8'));
let added = 0;

for (const [path, entry] of Object.entries(lock.packages)) {
  delete entry.resolved;
  for (const [name, version] of Object.entries(entry.optionalDependencies ?? {})) {
    const nested = `${path}/node_modules/${name}`;
    const top = `node_modules/${name}`;
    if (lock.packages[nested] ?? lock.packages[top]) continue;
    lock.packages[top] = {
      version,
      ...platformOf(name),
      ...(entry.dev ? { dev: true } : {}),
      optional: true,
    };
    added++;
  }
}

const packages = Object.entries(lock.packages).toSorted(([a], [b]) => (a < b ? -1 : 1));
writeFileSync(
  'package-lock.json',
  `${JSON.stringify({ ...lock, packages: Object.fromEntries(packages) }, null, 2)}\n`,
);
console.log(`package-lock.json: ${added} platform packages added`);

/** What a platform package's name says of the machines it is for, e.g. `@scope/binding-linux-x64-musl`. */
function platformOf(name) {
  const words = name.split('/').at(-1).split('-');
  const os = [
    'aix',
    'android',
    'darwin',
    'freebsd',
    'linux',
    'netbsd',
    'openbsd',
    'openharmony',
    'sunos',
    'win32',
  ];
  const cpu = ['arm', 'arm64', 'ia32', 'loong64', 'mips64el', 'ppc64', 'riscv64', 's390x', 'wasm32', 'x64'];
  const libc = words.includes('musl') ? 'musl' : words.includes('gnu') ? 'glibc' : undefined;
  const found = {
    cpu: words.filter((word) => cpu.includes(word)),
    os: words.filter((word) => os.includes(word)),
  };
  if (found.cpu.length === 0 && found.os.length === 0) throw new Error(`no platform package: ${name}`);
  return {
    ...(found.cpu.length > 0 ? { cpu: found.cpu } : {}),
    ...(libc === undefined ? {} : { libc: [libc] }),
    ...(found.os.length > 0 ? { os: found.os } : {}),
  };
}
