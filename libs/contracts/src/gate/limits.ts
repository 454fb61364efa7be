/**
 * What is read at all, at every way in. A page of a participant's reply is cut so that it keeps well inside
 * (libs/participant, replies.ts).
 */
export const GATE = {
  /** Of a message or a body. */
  bytes: 1024 * 1024,
  /** Objects and lists within each other. */
  depth: 32,
  /** Values of any kind; names of fields are none. */
  values: 100_000,
  /** In one list. */
  items: 10_000,
  /** In one object. */
  fields: 200,
  /** Of one field's name, as it is written. */
  nameBytes: 200,
  /** Of one text, as it is written. */
  textBytes: 256 * 1024,
} as const;

/**
 * What a broker has to take: a little more than is read, so that what is too large is parked with its reason; and no more,
 * since a service holds many messages at the same time.
 */
export const BROKER_BYTES = GATE.bytes + 64 * 1024;

/** For who writes what is read here. */
export const gateInWords =
  `JSON in UTF-8 of at most ${GATE.bytes} bytes: up to ${GATE.values} values, ${GATE.items} items in a list, ` +
  `${GATE.fields} fields in an object, ${GATE.textBytes} bytes in a text, ${GATE.depth} levels.`;
