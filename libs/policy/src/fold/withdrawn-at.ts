/**
 * Nobody withdraws what they have not given yet: a withdrawal counts from the youngest of the consents that it names, where
 * it states an earlier moment. So whatever reaches it by its date, an erasure before all, reaches these consents too.
 */
export const withdrawnAt = (stated: string, named: readonly { readonly at: string }[]): string =>
  named.reduce((latest, { at }) => (Date.parse(at) > Date.parse(latest) ? at : latest), stated);
