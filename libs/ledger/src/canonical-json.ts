export type Json = null | boolean | number | string | readonly Json[] | { readonly [key: string]: Json };

/** RFC 8785 (JCS): one text for one value, whatever order its fields were stored in. */
export function canonicalJson(value: Json): string {
  if (typeof value === 'string') return quoted(value);
  if (value === null || typeof value !== 'object') return JSON.stringify(value);
  if (Array.isArray(value)) return `[${value.map(canonicalJson).join(',')}]`;
  const fields = value as { readonly [key: string]: Json };
  // The default order is by UTF-16 code units, as the RFC has it.
  let members = '';
  for (const key of Object.keys(fields).sort())
    members += `${members === '' ? '' : ','}${quoted(key)}:${canonicalJson(fields[key] ?? null)}`;
  return `{${members}}`;
}

/** ASCII without quote, backslash and controls stands for itself: most of what is written here. */
const PLAIN = /^[ !#-[\]-~]*$/;
const quoted = (text: string): string => (PLAIN.test(text) ? `"${text}"` : JSON.stringify(text));
