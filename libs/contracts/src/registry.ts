/** A data class with the event type it is the shape of. */
export interface DataClass<T extends object = object> {
  new (): T;
  readonly type: string;
}

/** Our own services: each publishes under its own name, and answers for the personal data that it holds. */
export const OUR_SERVICES = ['consent', 'marketing-suppression', 'retention', 'subject-requests'] as const;

/** A service of ours, or what takes part: any store, any marketing service, any participant. */
export type Publisher =
  | (typeof OUR_SERVICES)[number]
  | 'store'
  | 'marketing'
  | 'participant'
  | 'every-service';

export interface Contract {
  readonly type: string;
  readonly publisher: Publisher;
  readonly dataClass: DataClass;
  /** Of a version that has a newer one: which, and its data made of this one's. */
  readonly next?: { readonly type: string; readonly upCast: (data: object) => object };
}

export const defineContracts = (
  publisher: Publisher,
  dataClasses: readonly DataClass[],
): readonly Contract[] => dataClasses.map((dataClass) => ({ type: dataClass.type, publisher, dataClass }));

/**
 * A version that publishers may go on sending. The transport hands it to handlers as the next version, so that they know
 * the newest only; `upCast` sees nothing but the data, and fills what it cannot know with what asks for least.
 */
export const olderVersion = <Old extends object, New extends object>(
  publisher: Publisher,
  old: DataClass<Old>,
  next: DataClass<New>,
  upCast: (data: Old) => New,
): Contract => ({
  type: old.type,
  publisher,
  dataClass: old,
  next: { type: next.type, upCast: (data) => upCast(data as Old) },
});

/** Of a type, and of those older versions of it that come to a handler as it. */
export function versionsOf(type: string, among: readonly Contract[]): readonly string[] {
  const older = among.filter(({ next }) => next?.type === type);
  return [type, ...older.flatMap((one) => versionsOf(one.type, among))];
}

/** `order.placed.v1` → `order.placed`: the same fact in every version. */
export const factOf = (type: string): string => type.replace(/\.v\d+$/, '');

export const versionOf = (type: string): number => Number(/\.v(\d+)$/.exec(type)?.[1] ?? 0);
