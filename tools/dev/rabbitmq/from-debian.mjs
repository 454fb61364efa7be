import { chmodSync, existsSync, mkdirSync, readdirSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { bytesIn, lastLines, run, standstill } from '../process/run.mjs';
import { onPath } from '../process/which.mjs';
import { megabytes } from '../say.mjs';
import { createApt } from './apt.mjs';

const only = (dir, pattern) => {
  const names = existsSync(dir) ? readdirSync(dir).filter((name) => pattern.test(name)) : [];
  return names.length > 0 ? join(dir, names[0]) : undefined;
};

function libraryFolders(tree) {
  return [join(tree, 'usr', 'lib'), join(tree, 'lib')].flatMap((dir) => {
    const triplet = only(dir, /-linux-gnu/);
    return triplet ? [triplet] : [];
  });
}

function kept(dir) {
  const tree = join(dir, 'tree');
  const erlang = join(tree, 'usr', 'lib', 'erlang', 'bin');
  const runtime = only(join(erlang, '..'), /^erts-/);
  const release = only(join(tree, 'usr', 'lib', 'rabbitmq', 'lib'), /^rabbitmq_server-/);
  if (!runtime || !release) return undefined;
  const libraries = [...libraryFolders(tree), process.env.LD_LIBRARY_PATH].filter(Boolean).join(':');
  const env = libraries ? { LD_LIBRARY_PATH: libraries } : {};
  return {
    server: join(release, 'sbin', 'rabbitmq-server'),
    epmd: join(runtime, 'bin', 'epmd'),
    erlang,
    env,
  };
}

/** Debian's launcher has its folder written into it; this one finds itself, so the project may be moved. */
function relocate(tree) {
  const bin = join(tree, 'usr', 'lib', 'erlang', 'bin');
  const launcher = `#!/bin/sh
ROOTDIR=$(cd "$(dirname "$0")/.." && pwd)
BINDIR=$(echo "$ROOTDIR"/erts-*/bin)
EMU=beam
PROGNAME=erl
export ROOTDIR BINDIR EMU PROGNAME
exec "$BINDIR/erlexec" "$@"
`;
  rmSync(join(bin, 'erl'), { force: true });
  writeFileSync(join(bin, 'erl'), launcher);
  chmodSync(join(bin, 'erl'), 0o755);
}

async function unpack(packages, tree) {
  for (const file of packages) {
    const { ok, output } = await run('dpkg', ['-x', file, tree]);
    if (!ok) throw new Error(lastLines(output, 1));
  }
}

/**
 * As an ordinary user or as root: nothing is installed, the packages are only unpacked below our folder.
 * apt itself checks them: each against the signed lists of the archive.
 */
async function fetch(dir, say) {
  if (onPath('apt-get').length === 0 || onPath('dpkg').length === 0)
    throw new Error('this machine has no apt');
  const packages = join(dir, 'packages');
  const fresh = join(dir, 'tree.new');
  for (const old of [packages, fresh, join(dir, 'tree')]) rmSync(old, { recursive: true, force: true });
  mkdirSync(packages, { recursive: true });
  const apt = createApt(join(dir, 'apt'), (label, measured) => ({
    moving: (seconds) => say.moving?.(`${label}: ${megabytes(bytesIn(measured))}, ${seconds} s`),
    stalled: standstill(() => bytesIn(measured), 90),
  }));
  await apt.download('rabbitmq-server', /^(rabbitmq-server|erlang-.*)$/, packages);
  say.moving?.('unpacking RabbitMQ and Erlang');
  const files = readdirSync(packages).filter((name) => name.endsWith('.deb'));
  await unpack(
    files.map((name) => join(packages, name)),
    fresh,
  );
  relocate(fresh);
  renameSync(fresh, join(dir, 'tree'));
  for (const done of [packages, join(dir, 'apt')]) rmSync(done, { recursive: true, force: true });
  const found = kept(dir);
  if (!found) throw new Error('the packages do not hold what was expected');
  return found;
}

export const fromDebian = { kept, fetch };
