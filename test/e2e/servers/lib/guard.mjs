/**
 * Runs one server for as long as the process lives that asked for it.
 *
 *   guard.mjs FOLDER STOP_SECONDS PROGRAM ARGUMENT…
 *
 * The two are joined by node's IPC channel. It closes however the asker ends, SIGKILL included; the server is
 * stopped then, first by SIGTERM, and its folder removed, so that no crash of a test leaves anything behind. What
 * the server prints goes to FOLDER/server.log. When it ends by itself, that is told over the channel.
 */

import { spawn } from 'node:child_process';
import { openSync, rmSync } from 'node:fs';
import { join } from 'node:path';

const [folder, stopSeconds, program, ...args] = process.argv.slice(2);
const log = openSync(join(folder, 'server.log'), 'a');
const server = spawn(program, args, { cwd: folder, stdio: ['ignore', log, log] });
const ended = new Promise((resolve) => {
  server.once('error', (error) => resolve(error.message));
  server.once('exit', (code, signal) => resolve(`it ended with ${signal ?? `exit code ${code}`}`));
});
void ended.then((how) => process.connected && process.send(how));

// A signal to the whole group, as Ctrl-C sends it, reaches the asker, too: the channel alone decides.
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, () => {});

process.once('disconnect', async () => {
  server.kill('SIGTERM');
  setTimeout(() => server.kill('SIGKILL'), Number(stopSeconds) * 1000).unref();
  await ended;
  rmSync(folder, { recursive: true, force: true, maxRetries: 5 });
  process.exit(0);
});
