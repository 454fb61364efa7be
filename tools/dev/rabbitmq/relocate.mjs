import {
  chmodSync,
  closeSync,
  existsSync,
  openSync,
  readdirSync,
  readSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { join, relative } from 'node:path';

const launcher = (toRoot) => `#!/bin/sh
ROOTDIR=$(cd "$(dirname "$0")/${toRoot}" && pwd)
BINDIR=$(echo "$ROOTDIR"/erts-*/bin)
EMU=beam
PROGNAME=erl
export ROOTDIR BINDIR EMU PROGNAME
exec "$BINDIR/erlexec" "$@"
`;

function replace(file, text) {
  rmSync(file, { force: true });
  writeFileSync(file, text);
  chmodSync(file, 0o755);
}

/**
 * Debian's launcher has its folder written into it; this one finds itself, so the project may be moved. A node that joins a
 * cluster starts another by the one beside the emulator.
 */
export function relocateLaunchers(erlang) {
  replace(join(erlang, 'bin', 'erl'), launcher('..'));
  for (const name of readdirSync(erlang).filter((entry) => entry.startsWith('erts-')))
    replace(join(erlang, name, 'bin', 'erl'), launcher('../..'));
}

function isElf(file) {
  const head = Buffer.alloc(4);
  const handle = openSync(file, 'r');
  readSync(handle, head, 0, 4, 0);
  closeSync(handle);
  return head.toString('latin1') === '\u007fELF';
}

const isProgram = (file) => !/\.so(\.|$)/.test(file) && (statSync(file).mode & 0o111) !== 0 && isElf(file);

/**
 * Packages of another release want that release's C library: each program is started by the loader that came with it.
 * LD_LIBRARY_PATH would do so for the machine's own programs too, and break them.
 */
export function bindToLibraries(erlang, libraries) {
  const loader = readdirSync(libraries).find((name) => /^ld-linux.*\.so\.\d+$/.test(name));
  if (!loader) throw new Error('the C library has no loader');
  const programs = readdirSync(erlang, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name))
    .filter((file) => isProgram(file));
  for (const file of programs) {
    if (!existsSync(`${file}.elf`)) renameSync(file, `${file}.elf`);
    replace(
      file,
      `#!/bin/sh
self=$(readlink -f "$0")
here=\${self%/*}
lib=$here/${relative(join(file, '..'), libraries)}
exec "$lib/${loader}" --library-path "$lib" --argv0 "$0" "$self.elf" "$@"
`,
    );
  }
}
