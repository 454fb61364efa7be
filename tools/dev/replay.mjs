import { createInterface } from 'node:readline';

const parsed = (line) => {
  try {
    return JSON.parse(line);
  } catch {
    return undefined;
  }
};

export const told = (value) =>
  value !== null && typeof value === 'object'
    ? Object.entries(value)
        .map(([name, part]) => `${name} ${told(part)}`)
        .join(', ')
    : String(value);

/** Shows what the web store tells of its replay; `done` resolves when it has told all, or never will; and never fails. */
export function createReplay(say) {
  let finish;
  const done = new Promise((resolve) => (finish = resolve));
  const hear = (line) => {
    if (!line.startsWith('{"progress":') && !line.startsWith('{"done":')) return;
    const message = parsed(line);
    if (!message) return;
    if ('progress' in message) say.moving(`web store replays: ${told(message.progress)}`);
    else {
      say(
        message.done.before
          ? 'web store has replayed before'
          : `web store has replayed: ${told(message.done)}`,
      );
      finish(message.done);
    }
  };
  return {
    done,
    endsUntold: () => finish(undefined),
    follow: (program) => void createInterface({ input: program.stdout }).on('line', hear),
  };
}
