import { runCli } from '../run-cli.js';

export interface Ran {
  readonly code: number;
  readonly out: string;
  readonly err: string;
}

/** Calls the command line in this process; `input` is what stands on standard input. */
export async function seloste(args: readonly string[], input?: unknown): Promise<Ran> {
  let [out, err] = ['', ''];
  const code = await runCli(args, {
    env: {},
    out: (text) => (out += text),
    err: (text) => (err += text),
    stdin: () => Promise.resolve(typeof input === 'string' ? input : JSON.stringify(input)),
    now: () => new Date('2026-11-02T12:00:00Z'),
  });
  return { code, out, err };
}

/** The answer as a program gets it. Throws where there is none. */
export async function answerOf<T>(args: readonly string[], input?: unknown): Promise<T> {
  const { code, out, err } = await seloste([...args, '--format', 'json'], input);
  if (code !== 0) throw new Error(`exit code ${code}: ${err}`);
  return JSON.parse(out) as T;
}
