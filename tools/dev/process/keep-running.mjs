const pause = (ms) => new Promise((resolve) => setTimeout(resolve, ms));
const delaysMs = [500, 1_000, 2_000, 5_000, 10_000, 30_000];
/** Whoever has run so long has recovered: the next end is a first one again. */
const steadyMs = 60_000;

/**
 * Brings back what ended by itself, a little later each time until it is up, and says so. Resolves with how often it has
 * ended, or with nothing where everything is being stopped.
 */
export async function bringBack({ name, code, ends = 0, bring, life, say, delays = delaysMs }) {
  for (let tries = ends; !life.over; tries += 1) {
    const delay = delays[Math.min(tries, delays.length - 1)];
    const how = code === null ? 'killed' : `code ${code}`;
    say(`${name} ended by itself (${how}); it is started again in ${delay / 1000} s`);
    await pause(delay);
    if (life.over) return undefined;
    try {
      await bring();
      say(`${name} runs again`);
      return tries + 1;
    } catch (error) {
      say(error.message);
    }
  }
  return undefined;
}

/**
 * Launches a program and keeps it running. One that does not come up the first time ends the run, since its settings are
 * wrong. With `mayStop`, one that ends in order was stopped by somebody and stays so. Resolves when it is first ready.
 */
export async function keepRunning({ name, launch, life, say, mayStop = false, onStopped, delays }) {
  const first = life.watch(launch());
  await first.ready();
  keep(first, 0);

  function keep(program, before) {
    const readyAt = Date.now();
    program.onCrash = async (code) => {
      if (mayStop && code === 0) {
        say(`${name} was stopped, and stays so; everything else goes on`);
        onStopped?.();
        return;
      }
      let next;
      const bring = async () => {
        next = life.watch(launch());
        next.onCrash = undefined;
        await next.ready().catch(async (error) => {
          await next.stop();
          throw error;
        });
      };
      const recent = Date.now() - readyAt < steadyMs ? before : 0;
      const ends = await bringBack({ name, code, ends: recent, bring, life, say, delays });
      if (ends !== undefined) keep(next, ends);
    };
  }
}
