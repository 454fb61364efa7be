import { existsSync, mkdirSync, readdirSync, renameSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { bytesIn, lastLines, run, standstill } from '../process/run.mjs';
import { onPath } from '../process/which.mjs';
import { megabytes } from '../say.mjs';
import { createApt } from './apt.mjs';
import { bindToLibraries, relocateLaunchers } from './relocate.mjs';

const only = (dir, pattern) => {
  const names = existsSync(dir) ? readdirSync(dir).filter((name) => pattern.test(name)) : [];
  return names.length > 0 ? join(dir, names[0]) : undefined;
};

const librariesOf = (tree) =>
  [join(tree, 'usr', 'lib'), join(tree, 'lib')].flatMap((dir) => only(dir, /-linux-gnu/) ?? []);

const servers = 'rabbitmq-server|erlang-.*';
/** What Erlang's programs and its own libraries are linked with. */
const linked = 'libc6|libgcc-s1|libstdc\\+\\+6|libtinfo6|zlib1g|libssl[0-9].*|libzstd1|libsystemd0|libcap2';

/**
 * RabbitMQ and Erlang as Debian packages them: of one `suite` of Debian with the libraries of that suite, or else of the
 * machine's own archive.
 */
export function fromDebian({ folder, label, suite }) {
  function kept(cache) {
    const tree = join(cache, folder, 'tree');
    const erlang = join(tree, 'usr', 'lib', 'erlang', 'bin');
    const runtime = only(join(erlang, '..'), /^erts-/);
    const release = only(join(tree, 'usr', 'lib', 'rabbitmq', 'lib'), /^rabbitmq_server-/);
    if (!runtime || !release) return undefined;
    const libraries = [...librariesOf(tree), process.env.LD_LIBRARY_PATH].filter(Boolean).join(':');
    const env = libraries && !suite ? { LD_LIBRARY_PATH: libraries } : {};
    return {
      server: join(release, 'sbin', 'rabbitmq-server'),
      epmd: join(runtime, 'bin', 'epmd'),
      erlang,
      env,
    };
  }

  async function download(dir, packages, say) {
    const watch = (what, measured) => ({
      moving: (seconds) => say.moving?.(`${what}: ${megabytes(bytesIn(measured))}, ${seconds} s`),
      stalled: standstill(() => bytesIn(measured), 90),
    });
    const apt = createApt(join(dir, 'apt'), watch, { suite });
    const names = new RegExp(`^(${suite ? `${servers}|${linked}` : servers})$`);
    const what = { what: 'RabbitMQ and Erlang', libraries: !suite };
    await apt.download('rabbitmq-server', names, packages, what);
  }

  /**
   * As an ordinary user or as root: nothing is installed, the packages are only unpacked below our folder.
   * apt itself checks them: each against the signed lists of the archive.
   */
  async function fetch(cache, say) {
    if (onPath('apt-get').length === 0 || onPath('dpkg').length === 0)
      throw new Error('this machine has no apt');
    const dir = join(cache, folder);
    const [packages, fresh, tree] = ['packages', 'tree.new', 'tree'].map((name) => join(dir, name));
    for (const old of [packages, fresh, tree]) rmSync(old, { recursive: true, force: true });
    mkdirSync(packages, { recursive: true });
    await download(dir, packages, say);
    say.moving?.('unpacking RabbitMQ and Erlang');
    for (const name of readdirSync(packages).filter((file) => file.endsWith('.deb'))) {
      const { ok, output } = await run('dpkg', ['-x', join(packages, name), fresh]);
      if (!ok) throw new Error(lastLines(output, 1));
    }
    const erlang = join(fresh, 'usr', 'lib', 'erlang');
    relocateLaunchers(erlang);
    if (suite) bindToLibraries(erlang, librariesOf(fresh)[0]);
    renameSync(fresh, tree);
    for (const done of [packages, join(dir, 'apt')]) rmSync(done, { recursive: true, force: true });
    const found = kept(cache);
    if (!found) throw new Error('the packages do not hold what was expected');
    return found;
  }

  return { label, kept, fetch };
}
