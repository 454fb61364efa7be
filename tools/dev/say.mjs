const begun = Date.now();
const repeatEvery = 10_000;

const stamp = () => `[${((Date.now() - begun) / 1000).toFixed(1).padStart(6)} s]`;

/** Prints one line per step; `say.moving` keeps one line alive on a terminal and is sparse elsewhere. */
export function createSay(out = process.stdout) {
  let open = false;
  let lastMoved = 0;
  const close = () => {
    if (open) out.write('\r\u001b[K');
    open = false;
  };
  const say = (line) => {
    close();
    out.write(`${stamp()} ${line}\n`);
  };
  say.moving = (line) => {
    if (out.isTTY) {
      out.write(`\r\u001b[K${stamp()} ${line.slice(0, Math.max(20, (out.columns ?? 80) - 14))}`);
      open = true;
    } else if (Date.now() - lastMoved >= repeatEvery) {
      lastMoved = Date.now();
      out.write(`${stamp()} ${line}\n`);
    }
  };
  say.close = close;
  return say;
}

export const megabytes = (bytes) => `${(bytes / 1e6).toFixed(1)} MB`;
