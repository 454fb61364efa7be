import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { lastLines, run } from '../process/run.mjs';

const settings = (dir, ownLists) => `
Dir::Cache "${join(dir, 'cache')}";
Dir::Log "${join(dir, 'log')}";
${ownLists ? `Dir::State "${join(dir, 'state')}";\nDir::State::status "/var/lib/dpkg/status";` : ''}
APT::Sandbox::User "";
#clear APT::Update::Pre-Invoke;
#clear APT::Update::Post-Invoke;
#clear APT::Update::Post-Invoke-Success;
`;

/** apt with its own folders: it reads the machine's sources and keys and writes nothing of the machine's. */
export function createApt(dir, watch) {
  let conf;
  const env = { ...process.env, LC_ALL: 'C', DEBIAN_FRONTEND: 'noninteractive' };

  function use(ownLists) {
    for (const part of ['cache/archives/partial', 'state/lists/partial', 'log'])
      mkdirSync(join(dir, part), { recursive: true });
    conf = join(dir, 'apt.conf');
    writeFileSync(conf, settings(dir, ownLists));
  }
  const apt = (command, args, options) => run(command, ['-c', conf, ...args], { env, ...options });

  async function refreshLists(name) {
    use(true);
    const { ok, output } = await apt('apt-get', ['update', '-q'], watch("apt's lists", dir));
    // A third party's source that fails need not matter; whether ours came shows when the package is looked up.
    if (!ok && (await closure(name)).length === 0) throw new Error(lastLines(output, 1));
  }

  async function closure(name) {
    const { ok, output } = await apt('apt-cache', ['depends', '--recurse', '--important', name]);
    if (!ok) return [];
    return [...new Set(output.split('\n').filter((line) => /^[a-z0-9]/.test(line)))];
  }

  /** Shared libraries the servers need and this machine lacks. */
  async function missingLibraries(name) {
    const { output } = await apt('apt-get', ['install', '--simulate', '--no-install-recommends', name]);
    return [...output.matchAll(/^Inst (lib\S+)/gm)].map((match) => match[1]);
  }

  async function fetchInto(folder, name, pattern, { what, libraries }) {
    const wanted = (await closure(name)).filter((candidate) => pattern.test(candidate));
    if (!wanted.includes(name)) return { ok: false, output: `${name} is in none of apt's lists` };
    const names = [...new Set([...wanted, ...(libraries ? await missingLibraries(name) : [])])];
    return apt('apt-get', ['download', '-q', ...names], {
      ...watch(what, folder),
      cwd: folder,
    });
  }

  return {
    /** With the lists the machine has, or, where they are missing or outdated, with fresh ones of our own. */
    async download(name, pattern, folder, { what = 'RabbitMQ and Erlang', libraries = true } = {}) {
      use(false);
      let result = await fetchInto(folder, name, pattern, { what, libraries });
      if (!result.ok) {
        await refreshLists(name);
        result = await fetchInto(folder, name, pattern, { what, libraries });
      }
      if (!result.ok) throw new Error(result.gaveUp ? 'nothing came for 90 s' : lastLines(result.output, 2));
    },
  };
}
