import { GATE } from './limits.js';
import { readJson } from './read-json.js';

/** What is shorter than this has too little of anything. */
const SMALL = 4 * GATE.fields;

/** Whether who gets it reads it: what is sent passes the gate that it comes to. */
export function isRead(value: object): boolean {
  const text = JSON.stringify(value);
  return text.length <= SMALL || readJson(Buffer.from(text)).ok;
}
