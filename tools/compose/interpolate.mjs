const variable = /\$\$|\$\{([A-Za-z_][A-Za-z0-9_]*)(?:(:?[-?])((?:[^{}]|\{[^{}]*\})*))?\}/g;

/** `${VAR}`, `${VAR:-default}` and `${VAR:?what is missing}`, as Compose reads them; what is missing comes back too. */
export function interpolate(text, env) {
  const missing = [];
  const filled = text.replaceAll(variable, (all, name, rule, rest) => {
    if (all === '$$') return '$';
    const value = env[name];
    const there = value !== undefined && (value !== '' || !rule?.startsWith(':'));
    if (there) return value;
    if (rule?.endsWith('-')) return rest;
    missing.push(name);
    return '';
  });
  return { filled, missing: [...new Set(missing)] };
}

export const variablesOf = (text) =>
  [...text.matchAll(variable)].flatMap(([, name, rule, rest]) =>
    name === undefined ? [] : [{ name, default: rule?.endsWith('-') ? rest : undefined }],
  );

export const readEnvFile = (text) =>
  Object.fromEntries(
    text
      .split('\n')
      .filter((line) => /^[A-Z]/.test(line))
      .map((line) => [line.slice(0, line.indexOf('=')), line.slice(line.indexOf('=') + 1).trim()]),
  );
