import type { FactoryProvider } from '@nestjs/common';

type Factory = (...dependencies: never[]) => unknown;

export const made = (provide: symbol, inject: readonly symbol[], useFactory: Factory): FactoryProvider => ({
  provide,
  inject: [...inject],
  useFactory: useFactory as never,
});
