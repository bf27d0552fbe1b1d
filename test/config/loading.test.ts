/** A backend that is named by its URL must not cost the reading of a configuration. */
import { expect, test, vi } from 'vitest';

const loaded: string[] = [];
for (const name of ['yaml', 'valibot', 'env-paths', 'fastest-levenshtein', 'node:child_process']) {
  vi.doMock(name, async (original) => {
    loaded.push(name);
    return original();
  });
}

test('nothing that reads contexts is loaded for a URL, all of it for a name', async () => {
  const { backendSettings } = await import('../../src/cli/backend-options.ts');
  const context = {
    stdin: 'none' as const,
    write() {},
    warn() {},
    env: { TRACECTL_CONFIG: 'test/config/loading.test.ts', TRACECTL_TOKEN: 'hush' },
    cwd: process.cwd(),
    packageRoot: '/',
    isTTY: false,
    columns: undefined,
    now: () => new Date(0),
  };
  const settings = await backendSettings(context, { backend: 'https://me.example.com', tenant: 'a' });
  expect(settings?.headers.map(({ name }) => name)).toEqual(['Authorization']);
  expect(loaded).toEqual([]);
  await expect(backendSettings(context, { backend: 'prod' })).rejects.toThrow('not valid YAML');
  expect(loaded).toContain('yaml');
  expect(loaded).toContain('valibot');
  const empty = { ...context, env: { TRACECTL_CONFIG: 'nowhere' } };
  expect(await backendSettings(empty, {})).toBeUndefined();
});
