/** What a test needs to reach the broker and the database; `npm test` sets it. */
export function needed(name: string): string {
  const value = process.env[name];
  if (value === undefined || value === '') {
    throw new Error(`${name} is not set: this test needs the servers that \`npm test\` brings up`);
  }
  return value;
}
