/** A data class with the event type it is the shape of. */
export interface DataClass<T extends object = object> {
  new (): T;
  readonly type: string;
}

export type Publisher =
  | 'web-store'
  | 'marketing-service'
  | 'consent'
  | 'marketing-suppression'
  | 'retention'
  | 'subject-requests'
  | 'participant'
  | 'every-service';

export interface Contract {
  readonly type: string;
  readonly publisher: Publisher;
  readonly dataClass: DataClass;
}

export const defineContracts = (
  publisher: Publisher,
  dataClasses: readonly DataClass[],
): readonly Contract[] => dataClasses.map((dataClass) => ({ type: dataClass.type, publisher, dataClass }));

/** `order.placed.v1` → `order.placed`: the same fact in every version. */
export const factOf = (type: string): string => type.replace(/\.v\d+$/, '');
