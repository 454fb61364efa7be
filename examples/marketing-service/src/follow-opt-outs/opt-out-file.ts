import { open, readFile, type FileHandle } from 'node:fs/promises';
import type { OptOutFact } from './opt-out-set.js';

/** Opt-outs outlive this process: a line each, on disk before the message is acknowledged. */
export class OptOutFile {
  private constructor(private readonly handle: FileHandle) {}

  /** Opens the file and gives every fact in it; a line that a crash cut off is left out. */
  static async open(path: string, fold: (fact: OptOutFact) => void): Promise<OptOutFile> {
    const text = await readFile(path, 'utf8').catch((error: NodeJS.ErrnoException) => {
      if (error.code === 'ENOENT') return '';
      throw error;
    });
    const lines = text.split('\n');
    const cutOff = lines.pop() !== '';
    for (const line of lines) if (line !== '') foldLine(line, fold);
    const handle = await open(path, 'a', 0o600);
    if (cutOff) await handle.appendFile('\n');
    return new OptOutFile(handle);
  }

  async append(facts: readonly OptOutFact[]): Promise<void> {
    await this.handle.appendFile(facts.map((fact) => `${JSON.stringify(fact)}\n`).join(''));
    await this.handle.datasync();
  }

  close(): Promise<void> {
    return this.handle.close();
  }
}

/** A half line ends at the next start's line break; its message was never acknowledged and came again. */
function foldLine(line: string, fold: (fact: OptOutFact) => void): void {
  let fact: OptOutFact;
  try {
    fact = JSON.parse(line) as OptOutFact;
  } catch {
    return;
  }
  fold(fact);
}
