import { createHash } from 'node:crypto';

/**
 * The only source of chance: the same seed, subject and question give the same number, whatever was drawn before.
 * Everything that hangs on it is made, not history.
 */
export class Draw {
  constructor(private readonly seed: string) {}

  /** 0 ≤ n < 1 */
  fraction(subject: string, question: string): number {
    const digest = createHash('sha256').update(`${this.seed}\n${subject}\n${question}`).digest();
    return digest.readUIntBE(0, 6) / 2 ** 48;
  }

  chance(subject: string, question: string, probability: number): boolean {
    return this.fraction(subject, question) < probability;
  }

  /** A whole number, both ends included. */
  between(subject: string, question: string, least: number, most: number): number {
    return least + Math.floor(this.fraction(subject, question) * (most - least + 1));
  }

  oneOf<T>(subject: string, question: string, choices: readonly [T, ...T[]]): T {
    return choices[Math.floor(this.fraction(subject, question) * choices.length)] as T;
  }
}
