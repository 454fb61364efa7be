import { existsSync } from 'node:fs';
import { lastLines, run } from './process/run.mjs';
import { onPath } from './process/which.mjs';

const found = () =>
  [process.env.CHROMIUM_PATH, ...onPath('chromium')].find((path) => path && existsSync(path));

/** The Chromium of this machine; none is no fault unless SELOSTE_BROWSER=required, which installs Debian's. */
export async function ensureBrowser({ say }) {
  const there = found();
  if (there !== undefined) return there;
  if (process.env.SELOSTE_BROWSER !== 'required') {
    say('there is no Chromium: the pages are not opened (CHROMIUM_PATH names one)');
    return undefined;
  }
  say("installing Debian's chromium");
  const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' };
  await run('apt-get', ['update', '-q'], { env });
  const { output } = await run('apt-get', ['install', '-q', '-y', '--no-install-recommends', 'chromium'], {
    env,
  });
  const installed = found();
  if (installed === undefined) throw new Error(`chromium could not be installed:\n${lastLines(output)}`);
  return installed;
}
