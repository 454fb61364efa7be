import { execFileSync } from 'node:child_process';
import {
  chmodSync,
  copyFileSync,
  mkdirSync,
  mkdtempSync,
  realpathSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, dirname, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { bindToLibraries, relocateLaunchers } from './relocate.mjs';

let dir: string;
beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), 'seloste-erlang-'));
});
afterEach(() => rmSync(dir, { recursive: true, force: true }));

function script(file: string, text: string): void {
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, text);
  chmodSync(file, 0o755);
}

describe('An unpacked Erlang', () => {
  test.each(['bin', 'erts-15.2/bin'])('is started by %s/erl from wherever it lies now', (at) => {
    const unpacked = join(dir, 'first place');
    for (const place of ['bin', 'erts-15.2/bin'])
      script(join(unpacked, place, 'erl'), '#!/bin/sh\nexec /usr/lib/erlang/erts-15.2/bin/erlexec');
    script(join(unpacked, 'erts-15.2/bin/erlexec'), '#!/bin/sh\necho "$ROOTDIR $BINDIR $1"');
    relocateLaunchers(unpacked);
    const moved = join(dir, 'second place');
    renameSync(unpacked, moved);
    expect(execFileSync(join(moved, at, 'erl'), ['-noshell'], { encoding: 'utf8' })).toBe(
      `${moved} ${moved}/erts-15.2/bin -noshell\n`,
    );
  });
});

/** The C library of this machine plays that of another release. */
const librariesHere = (): readonly string[] =>
  execFileSync('ldd', ['/bin/cat'], { encoding: 'utf8' })
    .split('\n')
    .flatMap((line) => /(\/\S+)/.exec(line)?.[1] ?? []);

const onLinux = process.platform === 'linux' ? describe : describe.skip;

onLinux('A program of another release', () => {
  test('is started by the loader and the libraries beside it, and what is none stays as it is', () => {
    const [erlang, libraries] = [join(dir, 'lib', 'erlang'), join(dir, 'lib', 'libc')];
    const program = join(erlang, 'bin', 'cat');
    script(join(erlang, 'bin', 'start'), '#!/bin/sh\necho started');
    copyFileSync(realpathSync('/bin/cat'), program);
    mkdirSync(libraries);
    for (const path of librariesHere()) copyFileSync(path, join(libraries, basename(path)));
    bindToLibraries(erlang, libraries);
    const mapped = execFileSync(program, ['/proc/self/maps'], { encoding: 'utf8' });
    const ofLibc = mapped.split('\n').flatMap((line) => /(\/\S*libc\.so\.6)$/.exec(line)?.[1] ?? []);
    expect(new Set(ofLibc)).toEqual(new Set([join(libraries, 'libc.so.6')]));
    expect(execFileSync(join(erlang, 'bin', 'start'), { encoding: 'utf8' })).toBe('started\n');
  });
});
