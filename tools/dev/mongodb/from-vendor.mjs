import { existsSync, mkdirSync, readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { bytesIn, lastLines, run, standstill } from '../process/run.mjs';
import { root } from '../paths.mjs';
import { megabytes } from '../say.mjs';

/** Of the series that its vendor supports longest. */
const version = '8.0.28';

const downloader = fileURLToPath(new URL('download.mjs', import.meta.url));

const kept = (dir) => {
  const name = existsSync(dir) && readdirSync(dir).find((file) => /^mongod-.*\d(\.exe)?$/.test(file));
  return name ? join(dir, name) : undefined;
};

async function fetch(dir, say) {
  if (!existsSync(join(root, 'node_modules', 'mongodb-memory-server-core')))
    throw new Error('its downloader is not installed');
  mkdirSync(dir, { recursive: true });
  const still = standstill(() => bytesIn(dir), 25);
  const { ok, output, gaveUp } = await run(process.execPath, [downloader, dir, version], {
    cwd: root,
    // Without this setting the downloader does not check the server's certificate.
    env: { ...process.env, npm_config_strict_ssl: 'true', MONGOMS_MAX_RETRIES: '0' },
    moving: (seconds) => say.moving?.(`MongoDB from its vendor: ${megabytes(bytesIn(dir))}, ${seconds} s`),
    stalled: still,
  });
  for (const file of readdirSync(dir).filter((name) => /\.(tgz|zip|downloading|md5|lock)$/.test(name)))
    rmSync(join(dir, file), { force: true });
  if (!ok || !kept(dir)) throw new Error(gaveUp ? 'nothing came for 25 s' : lastLines(output, 1) || 'failed');
  return kept(dir);
}

export const fromVendor = { label: "its vendor's site", folder: 'mongod-vendor', kept, fetch };
