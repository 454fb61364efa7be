/** What stands under one id of an HTML notice, as its reader meets it. */
export interface Told {
  readonly id: string;
  readonly section: string;
  readonly level: number;
  readonly title: string;
  readonly says: readonly string[];
  /** Label → one string for each value that stands apart. */
  readonly facts: Readonly<Record<string, readonly string[]>>;
}

const entities = { amp: '&', lt: '<', gt: '>', quot: '"', '#39': "'" } as const;

export const plain = (html: string): string =>
  html
    .replace(/<[^>]*>/g, '')
    .replace(/&(amp|lt|gt|quot|#39);/g, (_, name: string) => entities[name as keyof typeof entities]);

const all = (html: string, part: RegExp): string[] => [...html.matchAll(part)].map(([, inner = '']) => inner);

/** The sections and entries of a page, in order. */
export function read(html: string): readonly Told[] {
  let section = '';
  return [...mainOf(html).matchAll(/<(section|div|li)[^>]* id="([^"]+)">(.*?)(?=<[a-z]+[^>]* id="|$)/gs)].map(
    ([, tag, id = '', inner = '']) => {
      if (tag === 'section') section = id;
      const [, level, title = ''] = /<(h\d|strong)>(.*?)<\/\1>/.exec(inner) ?? [];
      return {
        id,
        section,
        level: Number(level?.slice(1)) || 3,
        title: plain(title),
        says: [...all(inner, /<p>(.*?)<\/p>/g), ...all(inner, /<br>([^<]*)/g)].map(plain),
        facts: Object.fromEntries(
          [...inner.matchAll(/<div><dt>(.*?)<\/dt>(.*?)<\/div>/g)].map(([, label = '', values = '']) => [
            plain(label),
            all(values, /<dd>(.*?)<\/dd>/g).map(plain),
          ]),
        ),
      };
    },
  );
}

export const mainOf = (html: string): string => /<main[^>]*>(.*)<\/main>/s.exec(html)?.[1] ?? '';

export function toldOf(html: string, id: string): Told {
  const found = read(html).find((each) => each.id === id);
  if (found === undefined) throw new Error(`${id} does not stand on the page`);
  return found;
}
