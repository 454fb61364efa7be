import type { CloudEvent } from './cloud-event.js';

/** An event of this publisher; under an id that stays the same however often it is sent. */
export const eventOf = <T>(
  publisher: string,
  type: string,
  id: string,
  data: T,
  time: string,
): CloudEvent<T> => ({
  specversion: '1.0',
  id,
  source: `/${publisher}`,
  type,
  time,
  datacontenttype: 'application/json',
  data,
});
