import { readFileSync } from 'node:fs';
import { join } from 'node:path';

/**
 * A process group that stands still is, to its peers and its clients, behind a network that swallows everything in both
 * directions and brings it late: nothing is refused, nothing is answered.
 */
export function suspend(pids: string, name: string): () => void {
  const { child } = JSON.parse(readFileSync(join(pids, `${name}.json`), 'utf8')) as {
    child: { pid: number };
  };
  process.kill(-child.pid, 'SIGSTOP');
  return () => {
    try {
      process.kill(-child.pid, 'SIGCONT');
    } catch {
      // It was killed meanwhile.
    }
  };
}
