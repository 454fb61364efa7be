export interface Counted {
  readonly value: unknown;
  /** How often something within it was looked at. */
  reads(): number;
}

/** The same value, which counts every look at a field or a list of fields, at any depth. */
export function countedReads(value: unknown): Counted {
  let reads = 0;
  const known = new WeakMap<object, object>();
  const watched = (one: unknown): unknown => {
    if (typeof one !== 'object' || one === null) return one;
    const before = known.get(one);
    if (before !== undefined) return before;
    const proxy: object = new Proxy(one, {
      get: (target, key, self) => ((reads += 1), watched(Reflect.get(target, key, self))),
      has: (target, key) => ((reads += 1), Reflect.has(target, key)),
      ownKeys: (target) => {
        const keys = Reflect.ownKeys(target);
        reads += keys.length;
        return keys;
      },
      getOwnPropertyDescriptor: (target, key) => (
        (reads += 1),
        Reflect.getOwnPropertyDescriptor(target, key)
      ),
    });
    known.set(one, proxy);
    return proxy;
  };
  return { value: watched(value), reads: () => reads };
}
