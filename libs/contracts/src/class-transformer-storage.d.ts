/** Where class-transformer keeps what `@Type` says; exported, but left out of its types. */
declare module 'class-transformer/cjs/storage.js' {
  export const defaultMetadataStorage: {
    findTypeMetadata(
      target: abstract new (...all: never[]) => object,
      property: string,
    ): { readonly typeFunction: () => new () => object } | undefined;
  };
}
