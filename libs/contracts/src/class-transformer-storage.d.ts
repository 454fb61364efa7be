/** Where class-transformer keeps what `@Type` and `@Transform` say; exported, but left out of its types. */
declare module 'class-transformer/cjs/storage.js' {
  type Class = abstract new (...all: never[]) => object;
  export const defaultMetadataStorage: {
    findTypeMetadata(
      target: Class,
      property: string,
    ): { readonly typeFunction: () => new () => object } | undefined;
    findTransformMetadatas(
      target: Class,
      property: string,
      /** 0 is from plain to class. */
      direction: 0,
    ): readonly { readonly transformFn: (given: { readonly value: unknown }) => unknown }[];
  };
}
