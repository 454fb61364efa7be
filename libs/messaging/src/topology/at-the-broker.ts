/** What the management API tells of a thing at the broker. */
export interface Named {
  readonly name: string;
  readonly type?: string;
  readonly arguments?: Readonly<Record<string, unknown>>;
}

export interface Exchange extends Named {
  readonly policy?: string;
}

export const byName = <T extends Named>(things: readonly T[]): ReadonlyMap<string, T> =>
  new Map(things.map((thing) => [thing.name, thing]));

/** The alternate that an exchange of before has as an argument; at the broker it goes before a policy. */
export const asArgument = (exchange?: Exchange): unknown => exchange?.arguments?.['alternate-exchange'];
