import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { lastLines, run } from '../process/run.mjs';

const settings = (dir, own) => `
Dir::Cache "${join(dir, 'cache')}";
Dir::Log "${join(dir, 'log')}";
${own ? `Dir::State "${join(dir, 'state')}";\nDir::State::status "${own.status}";` : ''}
${own?.sources ? `Dir::Etc::SourceList "${own.sources}";\nDir::Etc::SourceParts "-";\nDir::Etc::PreferencesParts "-";` : ''}
Acquire::Languages "none";
APT::Sandbox::User "";
#clear APT::Update::Pre-Invoke;
#clear APT::Update::Post-Invoke;
#clear APT::Update::Post-Invoke-Success;
`;

const keyring = '/usr/share/keyrings/debian-archive-keyring.gpg';

/**
 * apt with its own folders: it reads the machine's sources and keys and writes nothing of the machine's. With `suite` it
 * reads that of Debian's archive alone, and takes nothing to be installed.
 */
export function createApt(dir, watch, { suite } = {}) {
  let conf;
  const env = { ...process.env, LC_ALL: 'C', DEBIAN_FRONTEND: 'noninteractive' };

  /** `machine`: the lists the machine has; else ones of our own. */
  function use({ machine }) {
    for (const part of ['cache/archives/partial', 'state/lists/partial', 'log'])
      mkdirSync(join(dir, part), { recursive: true });
    conf = join(dir, 'apt.conf');
    writeFileSync(conf, settings(dir, machine ? undefined : suite ? ofSuite() : ofMachine));
  }

  const ofMachine = { status: '/var/lib/dpkg/status' };
  function ofSuite() {
    if (!existsSync(keyring)) throw new Error(`this machine does not have ${keyring}`);
    const [sources, status] = ['sources.list', 'status'].map((name) => join(dir, name));
    writeFileSync(sources, `deb [signed-by=${keyring}] http://deb.debian.org/debian ${suite} main\n`);
    writeFileSync(status, '');
    return { sources, status };
  }

  const apt = (command, args, options) => run(command, ['-c', conf, ...args], { env, ...options });

  async function refreshLists(name) {
    use({ machine: false });
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
    /** With the lists the machine has, or, where they are missing, outdated or another suite's, with fresh ones of our own. */
    async download(name, pattern, folder, { what, libraries = false }) {
      let result;
      if (!suite) {
        use({ machine: true });
        result = await fetchInto(folder, name, pattern, { what, libraries });
      }
      if (!result?.ok) {
        await refreshLists(name);
        result = await fetchInto(folder, name, pattern, { what, libraries });
      }
      if (!result.ok) throw new Error(result.gaveUp ? 'nothing came for 90 s' : lastLines(result.output, 2));
    },
  };
}
