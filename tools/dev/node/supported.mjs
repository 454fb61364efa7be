const parts = (version) => version.replace(/^v/, '').split('.').map(Number);

/** `engines` is package.json's `>=major.minor`. */
export function isSupported(version, engines) {
  const [, least] = /^>=(\d+\.\d+)$/.exec(engines) ?? [];
  if (!least) throw new Error(`package.json's engines.node is ${engines}, and not >=major.minor`);
  const [major, minor] = parts(version);
  const [leastMajor, leastMinor] = parts(least);
  return major > leastMajor || (major === leastMajor && minor >= leastMinor);
}
