/** Reports in a real browser. */
import { execFileSync } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';

import { type Browser, chromium, type Page } from 'playwright-core';

/** Where Chromium is: Debian puts it there. */
export const chromiumPath: string | undefined = [
  process.env['CHROMIUM'],
  '/usr/bin/chromium',
  '/usr/bin/chromium-browser',
  '/usr/bin/google-chrome',
].find((path) => path !== undefined && existsSync(path));

if (chromiumPath === undefined)
  console.log('skipped: reports in a browser (no chromium; CHROMIUM says where it is)');

/** How a page is looked at. */
export interface Look {
  width?: number;
  colorScheme?: 'light' | 'dark';
  javaScriptEnabled?: boolean;
  /** What stands behind the name of the file. */
  hash?: string;
}

/** A page, and what it should not have. */
export interface Opened {
  page: Page;
  /** Messages on the console, exceptions, dialogs, requests beyond the file: all of them too many. */
  complaints: string[];
}

/** A browser and a folder for reports; closed in the end. */
export class Reports {
  readonly folder: string = mkdtempSync(join(tmpdir(), 'tracectl-report-'));
  private browser: Browser | undefined;

  /** Writes a report by the built command and returns its path. */
  report(name: string, args: readonly string[]): string {
    const path = join(this.folder, name);
    execFileSync(process.execPath, [
      process.env['TRACECTL'] ?? 'dist/tracectl.cjs',
      'report',
      ...args,
      '-o',
      path,
    ]);
    return path;
  }

  /** Writes a dump and returns its path. */
  dump(name: string, text: string): string {
    const path = join(this.folder, name);
    writeFileSync(path, text);
    return path;
  }

  /** Opens a report from the disk. */
  async open(path: string, look: Look = {}): Promise<Opened> {
    const { width = 1280, colorScheme = 'light', javaScriptEnabled = true, hash = '' } = look;
    // As root, which continuous integration may be, there is no sandbox.
    this.browser ??= await chromium.launch({
      ...(chromiumPath === undefined ? {} : { executablePath: chromiumPath }),
      args: ['--no-sandbox'],
    });
    const page = await this.browser.newPage({
      viewport: { width, height: 900 },
      colorScheme,
      javaScriptEnabled,
    });
    const complaints: string[] = [];
    page.on('console', (message) => complaints.push(`console: ${message.text()}`));
    page.on('pageerror', (error) => complaints.push(`exception: ${error.message}`));
    page.on('dialog', (dialog) => complaints.push(`dialog: ${dialog.message()}`));
    page.on('request', (request) => {
      if (!request.url().startsWith('file:') || request.resourceType() !== 'document') {
        complaints.push(`request: ${request.url()}`);
      }
    });
    await page.exposeFunction('ran', (what: string) => complaints.push(`ran: ${what}`));
    await page.goto(pathToFileURL(path).href + hash);
    await page.waitForSelector('h1');
    return { page, complaints };
  }

  async close(): Promise<void> {
    await this.browser?.close();
    rmSync(this.folder, { recursive: true });
  }
}
