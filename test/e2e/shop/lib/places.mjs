import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** The folder of the shop, test/e2e/shop. */
export const shopFolder = fileURLToPath(new URL('..', import.meta.url));

/** The repository's folder of fixtures. */
export const fixturesFolder = join(shopFolder, '../../../fixtures');

/** The Python of the shop's virtual environment. */
export const python = join(shopFolder, '.venv/bin/python');
