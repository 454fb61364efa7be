/** JSON as it is written: unlike a value it may say a name twice, `__proto__`, 1e400 or half a character. */
export type Tree =
  | { readonly fields: readonly (readonly [name: string, inner: Tree])[] }
  | { readonly items: readonly Tree[] }
  | { readonly text: string };

export function treeOf(value: unknown): Tree {
  if (Array.isArray(value)) return { items: value.map(treeOf) };
  if (typeof value !== 'object' || value === null) return { text: JSON.stringify(value) };
  return { fields: Object.entries(value).map(([name, inner]) => [JSON.stringify(name), treeOf(inner)]) };
}

export function written(tree: Tree): string {
  if ('text' in tree) return tree.text;
  if ('items' in tree) return `[${tree.items.map(written).join(',')}]`;
  return `{${tree.fields.map(([name, inner]) => `${name}:${written(inner)}`).join(',')}}`;
}

/** It and all within it, at any depth. */
export function sizeOf(tree: Tree): number {
  return innerOf(tree).reduce((sum, inner) => sum + sizeOf(inner), 1);
}

/** With another tree in the place of the one that is `at`, counted from the outermost on. */
export function changedAt(tree: Tree, at: number, change: (one: Tree) => Tree): Tree {
  if (at === 0) return change(tree);
  let left = at - 1;
  const go = (inner: Tree): Tree => {
    const size = sizeOf(inner);
    const here = left >= 0 && left < size;
    const changed = here ? changedAt(inner, left, change) : inner;
    left -= size;
    return changed;
  };
  if ('items' in tree) return { items: tree.items.map(go) };
  if ('fields' in tree) return { fields: tree.fields.map(([name, inner]) => [name, go(inner)] as const) };
  return tree;
}

function innerOf(tree: Tree): readonly Tree[] {
  if ('items' in tree) return tree.items;
  return 'fields' in tree ? tree.fields.map(([, inner]) => inner) : [];
}
