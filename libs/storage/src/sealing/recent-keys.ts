import { keyIdOf } from './sealed.js';
import type { DataKey, KeyRef } from './sealed.js';

/** A bounded memory of unwrapped keys; the least recently used goes first. */
export class RecentKeys {
  private readonly keys = new Map<string, DataKey>();

  constructor(private readonly most: number) {}

  get(ref: KeyRef): DataKey | undefined {
    const id = keyIdOf(ref);
    const key = this.keys.get(id);
    if (key !== undefined) {
      this.keys.delete(id);
      this.keys.set(id, key);
    }
    return key;
  }

  put(id: string, key: DataKey): void {
    this.keys.delete(id);
    this.keys.set(id, key);
    if (this.keys.size > this.most) {
      const oldest = this.keys.keys().next();
      if (oldest.done !== true) this.keys.delete(oldest.value);
    }
  }

  forget(id: string): void {
    this.keys.delete(id);
  }

  clear(): void {
    this.keys.clear();
  }

  get size(): number {
    return this.keys.size;
  }
}
