export function relocateLaunchers(erlang: string): void;
export function bindToLibraries(erlang: string, libraries: string): void;
