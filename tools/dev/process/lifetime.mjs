import { stopAll } from './guarded.mjs';

const signals = ['SIGINT', 'SIGTERM', 'SIGHUP'];
/** The terminal tells the whole group of a Ctrl-C, and npm and the wrapper each tell us again. */
const echo = 500;

/**
 * Does `work` and, when it ends, fails or a signal asks for it, stops all it has begun: programs first, then
 * the servers they need. Resolves with the exit code. A second signal does not wait.
 */
export async function untilStopped(say, work, { onSignal = 0 } = {}) {
  const programs = new Set();
  const endings = [];
  let end;
  const ended = new Promise((resolve) => (end = resolve));
  let askedAt;
  for (const signal of signals) {
    process.on(signal, () => {
      if (askedAt !== undefined) {
        if (Date.now() - askedAt > echo) process.exit(130);
        return;
      }
      askedAt = Date.now();
      say(`${signal}: stopping everything`);
      end({ code: onSignal });
    });
  }
  const crashed = (name, code, words) =>
    end({ code: 1, error: new Error(`${name} ended by itself (code ${code}):\n${words}`) });
  const life = {
    over: false,
    crashed,
    forever: new Promise(() => {}),
    onEnd: (ending) => void endings.push(ending),
    watch(program) {
      programs.add(program);
      program.onCrash = (code) => crashed(program.name, code, program.lastWords?.() ?? '');
      return program;
    },
  };
  work(life).then(
    (code) => end({ code: code ?? 0 }),
    (error) => end({ code: 1, error }),
  );
  const { code, error } = await ended;
  life.over = true;
  if (error) say(error.message);
  const begun = Date.now();
  await Promise.all([...programs].map((program) => program.stop()));
  await stopAll();
  for (const ending of endings) ending();
  setTimeout(() => process.exit(), 3_000).unref();
  say(`everything is stopped (${((Date.now() - begun) / 1000).toFixed(1)} s)`);
  return code;
}
