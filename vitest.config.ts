import { defineConfig, type ViteUserConfig } from 'vitest/config';

const config: ViteUserConfig = defineConfig({
  test: {
    projects: [
      {
        test: {
          name: 'unit',
          include: ['test/**/*.test.ts'],
          exclude: ['test/process/**', 'test/e2e/**'],
          setupFiles: ['test/support/seed.ts', 'test/support/kernel.ts'],
          // No test measures time: the bound is there for what hangs, also on a machine that is busy with other things.
          testTimeout: 60_000,
        },
      },
      { test: { name: 'process', include: ['test/process/**/*.test.ts'], testTimeout: 60_000 } },
      {
        test: {
          name: 'e2e',
          include: ['test/e2e/**/*.test.ts'],
          exclude: ['**/node_modules/**', '**/.venv/**'],
          testTimeout: 180_000,
          globalSetup: ['test/e2e/servers/global-setup.mjs'],
        },
      },
    ],
    // Servers of the end-to-end tests take their time to stop.
    teardownTimeout: 30_000,
    coverage: {
      include: ['src/**'],
      // What runs in browsers is tested in one, end to end; the kernel is compiled before it runs.
      exclude: [
        'src/bytes/kernel',
        'src/report/client/*.tsx',
        'src/report/client/{blocks,drag-zoom,keys}.ts',
      ],
      thresholds: { lines: 95, branches: 90 },
    },
  },
});

export default config;
