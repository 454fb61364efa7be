const names = {
  consent: 'consent',
  'subject-requests': 'subject requests',
  'marketing-suppression': 'marketing suppression',
  retention: 'retention',
  'web-store': 'example web store',
  'marketing-service': 'example marketing service',
};

/** Where to look. `token` is an officer's, for the questions that need one. */
export async function printSummary({ ports, token: _token, out = console.log }) {
  out('');
  for (const [name, port] of Object.entries(ports)) {
    out(`  ${(names[name] ?? name).padEnd(28)} http://127.0.0.1:${port}`);
  }
  out('');
}
