import type { CollectedItem, RecordVerdict } from '#contracts';
import { recordVerdict } from '#participant';
import { type CivilDate, erasureVerdict, type Policy } from '#policy';
import type { RequestFile } from '../request-file.js';

/** The part of an access reply that is about the person's own requests. */
export const itemsOf = (files: readonly RequestFile[]): CollectedItem[] =>
  files.map(({ received, closed, progress }) => ({
    record: received.request,
    kind: 'request',
    category: 'relationship',
    source: 'data-subject',
    provenance: 'provided',
    values: [
      { field: 'kind', value: received.kind },
      { field: 'received-on', value: received.on },
      { field: 'identity', value: received.identity },
      { field: 'state', value: progress.state },
      ...(closed === undefined ? [] : [{ field: 'outcome', value: closed.outcome }]),
    ],
  }));

/**
 * A file proves how a request was answered (Art. 5(2)), and is kept as other proof is from its closing on; an open one
 * in any case.
 */
export const verdictsOn = (
  policy: Policy,
  files: readonly RequestFile[],
  today: CivilDate,
): RecordVerdict[] =>
  files.map(({ received, closed }) => {
    const on = closed?.on ?? today;
    const record = {
      id: received.request,
      kind: 'request',
      category: 'permissions',
      on,
      fieldClasses: ['permissions'],
    } as const;
    const fields = erasureVerdict(
      policy,
      record,
      today,
      closed === undefined ? {} : { consentEndedOn: closed.on },
    );
    return recordVerdict({ record: received.request, kind: 'request' }, fields);
  });
