import type { DirectoryFact } from './consent-facts.js';

/**
 * Whose key what is told of a party is sealed under: another one after each whole erasure, whose last act that is, so
 * that the key from before it can be destroyed whatever has happened since.
 */
export const keyOwnerAfter = (party: string, erasedBefore: number): string =>
  Number.isFinite(erasedBefore) ? `${party}+${erasedBefore.toString(36)}` : party;

export const keyOwnerOf = ({ party, sealedFor }: DirectoryFact): string => sealedFor ?? party;

/** Of the same act sealed under a newer key: whoever renews it, and however often, it is the same fact. */
export const renewedId = (id: string, owner: string): string =>
  `${id}~${owner.slice(owner.lastIndexOf('+') + 1)}`;
