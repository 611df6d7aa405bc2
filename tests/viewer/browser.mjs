// A browser to look at our reports with: any Chromium that is installed, driven by playwright-core.

import {existsSync} from 'node:fs';
import {createRequire} from 'node:module';
import {delimiter, join} from 'node:path';

const SKIP = 77;

/// Ends the test where what it needs is not installed; where it must be there, that is a failure.
export function skip(why) {
  console.log(why);
  process.exit(process.env.LOCKSTEP_REQUIRE_CONSUMERS === '1' ? 1 : SKIP);
}

/// `require` for the packages in a folder with node_modules.
export function packagesIn(folder) {
  if (!existsSync(join(folder, 'node_modules/playwright-core'))) skip(`${folder} is missing; ./dev test installs it`);
  return createRequire(join(folder, 'package.json'));
}

export async function launch(require) {
  for (const folder of (process.env.PATH ?? '').split(delimiter)) {
    for (const name of ['chromium', 'chromium-browser', 'google-chrome']) {
      const executablePath = join(folder, name);
      if (!existsSync(executablePath)) continue;
      return require('playwright-core').chromium.launch({executablePath, args: ['--no-sandbox', '--disable-gpu']});
    }
  }
  return skip('no Chromium is installed; ./dev test installs it');
}
