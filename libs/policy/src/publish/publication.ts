/** A file of a policy version by its name in the version's folder: `policy.yaml`, `statements.yaml`, `texts/fi.yaml`. */
export interface PolicyFileText {
  readonly name: string;
  readonly text: string;
}

/** What is hashed of a version: its files, whatever order they come in. */
export function contentOfVersion(files: readonly PolicyFileText[]): string {
  const sorted = files.toSorted((a, b) => (a.name < b.name ? -1 : 1));
  return JSON.stringify(['seloste-policy-1', ...sorted.map(({ name, text }) => [name, text])]);
}

/** What an officer signs to publish a version; `sha256` in hex, of `contentOfVersion`. */
export function publicationText(version: string, sha256: string): string {
  return JSON.stringify(['seloste-publication-1', version, sha256]);
}
