import { spawn, spawnSync } from 'node:child_process';
import { chmodSync, cpSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { isSupported } from './node/supported.mjs';
import pinned from './node/package.json' with { type: 'json' };

describe('A Node is one that Seloste runs on', () => {
  test.each([
    ['v20.20.2', '>=22.22', false],
    ['v22.9.0', '>=22.22', false],
    ['v22.22.0', '>=22.22', true],
    ['v24.0.0', '>=22.22', true],
    ['26.1.0', '>=22.22', true],
  ])('%s with engines %s: %s', (version, engines, expected) => {
    expect(isSupported(version, engines)).toBe(expected);
  });

  test('and engines of another shape are refused', () => {
    expect(() => isSupported('v24.0.0', '^24')).toThrow('not >=major.minor');
  });
});

const script = (file: string, lines: string): void => {
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, `#!/bin/sh\n${lines}\n`);
  chmodSync(file, 0o755);
};

/** A tree that asks for a Node which nobody has. */
describe('On a machine whose Node is too old', () => {
  let root: string;
  let node: string;

  beforeEach(() => {
    root = mkdtempSync(join(tmpdir(), 'seloste-node-'));
    for (const part of ['on-node.mjs', 'paths.mjs', 'node', 'process'])
      cpSync(join(import.meta.dirname, part), join(root, 'tools', 'dev', part), { recursive: true });
    writeFileSync(
      join(root, 'package.json'),
      JSON.stringify({ type: 'module', engines: { node: '>=99.0' } }),
    );
    const folder = `node-${process.platform}-${process.arch}`;
    node = join(root, '.seloste', 'cache', `node-${pinned.version}`, 'node_modules', folder, 'bin', 'node');
  });
  afterEach(() => rmSync(root, { recursive: true, force: true }));

  const onNode = (...args: readonly string[]) => [join(root, 'tools', 'dev', 'on-node.mjs'), ...args];
  const outcome = (args: readonly string[], env: NodeJS.ProcessEnv = {}) =>
    spawnSync(process.execPath, onNode(...args), { encoding: 'utf8', env: { ...process.env, ...env } });

  test('a program goes on under the fetched one, which is first on the PATH of what it starts', () => {
    script(node, '[ "$1" = --version ] && exit\necho "$1 $2 ${PATH%%:*}"; exit 7');
    const { status, stdout, stderr } = outcome(['some/program.mjs', '--flag']);
    expect([status, stdout]).toEqual([
      7,
      expect.stringContaining(`some/program.mjs --flag ${dirname(node)}`),
    ]);
    expect(stderr).toMatch(/is older than what Seloste runs on \(>=99\.0\): going on under Node 24\./);
  });

  test.each([
    ['', () => undefined],
    [', also in place of one that does not run', () => script(node, 'exit 1')],
  ])('it is fetched once, by npm, which checks it against our lock%s', (_, before) => {
    before();
    const npm = join(root, 'npm.js');
    writeFileSync(
      npm,
      `import fs from 'node:fs';
      const at = 'node_modules/node-${process.platform}-${process.arch}/bin';
      if (process.argv[2] !== 'ci' || !fs.existsSync('package-lock.json')) process.exit(1);
      fs.mkdirSync(at, { recursive: true });
      fs.writeFileSync(at + '/node', '#!/bin/sh\\necho ran', { mode: 0o755 });`,
    );
    const env = { npm_execpath: npm };
    const [first, second] = [outcome(['a.mjs'], env), outcome(['a.mjs'], env)];
    expect([first.status, first.stdout, second.status, second.stdout]).toEqual([0, 'ran\n', 0, 'ran\n']);
    expect([first.stderr, second.stderr].map((text) => text.includes('fetching Node'))).toEqual([
      true,
      false,
    ]);
  });

  test('and where none can be fetched, it says what helps', () => {
    const npm = join(root, 'npm.js');
    writeFileSync(npm, `console.error('npm error code ENOTFOUND'); process.exit(1);`);
    const { status, stderr } = outcome(['a.mjs'], { npm_execpath: npm });
    expect([status, stderr]).toEqual([1, expect.stringContaining('npm error code ENOTFOUND')]);
    expect(stderr).toContain('Install Node 24');
  });

  test('a signal goes on to the program, and its end is the end of both', async () => {
    script(
      node,
      `[ "$1" = --version ] && exit\ntrap 'echo stopped; exit 3' TERM\necho up\nwhile :; do sleep 0.05; done`,
    );
    const child = spawn(process.execPath, onNode('a.mjs'));
    let output = '';
    child.stdout.on('data', (chunk) => {
      output += String(chunk);
      if (output === 'up\n') child.kill('SIGTERM');
    });
    const code = await new Promise((resolve) => child.once('close', resolve));
    expect([code, output]).toEqual([3, 'up\nstopped\n']);
  });
});
