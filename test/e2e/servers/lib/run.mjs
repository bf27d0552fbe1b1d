/** Runs the programs that build a server, within one time for all of them. */

import { spawn } from 'node:child_process';
import { once } from 'node:events';

/** Process groups that must not outlive this one. */
const groups = new Set();
process.once('exit', () => groups.forEach(killGroup));
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.once(signal, () => process.exit(1));

/**
 * A runner whose programs must all have ended within `seconds`.
 * `run(program, args, { cwd, environment })` resolves to what the program printed to standard output and throws with the end
 * of what it printed to standard error. A build is a tree of processes: the whole group is ended.
 */
export function startRunner(seconds) {
  const deadline = Date.now() + seconds * 1000;
  return {
    async run(program, args, { cwd, environment } = {}) {
      const child = spawn(program, args, {
        cwd,
        env: { ...process.env, ...environment },
        stdio: ['ignore', 'pipe', 'pipe'],
        detached: true,
      });
      groups.add(child);
      let late = false;
      const timer = setTimeout(
        () => {
          late = true;
          killGroup(child);
        },
        Math.max(0, deadline - Date.now()),
      );
      const printed = { stdout: '', stderr: '' };
      for (const stream of ['stdout', 'stderr']) {
        child[stream].setEncoding('utf8').on('data', (text) => (printed[stream] += text));
      }
      try {
        const [code] = await once(child, 'close');
        const line = [program, ...args].join(' ');
        if (late) throw new Error(`${line}: not done within the ${seconds} s for all of it`);
        if (code !== 0) throw new Error(`${line}: exit code ${code}\n${ending(printed)}`);
        return printed.stdout;
      } finally {
        clearTimeout(timer);
        groups.delete(child);
      }
    },
  };
}

function ending({ stdout, stderr }) {
  return `${stdout}${stderr}`.trimEnd().split('\n').slice(-20).join('\n');
}

function killGroup(child) {
  try {
    process.kill(-child.pid, 'SIGKILL');
  } catch {
    // It has ended.
  }
}
