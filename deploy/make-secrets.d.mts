export function makeSecrets(folder: string, options?: { readonly development?: boolean }): string;
