/**
 * CloudEvents 1.0 in structured JSON mode; `lane` and `lanesequence` are our extension attributes (see libs/messaging,
 * lanes).
 */
export interface CloudEvent<T = unknown> {
  readonly specversion: '1.0';
  readonly id: string;
  /** `/web-store`, `/marketing-service` or `/<service>`; the broker user that published must match it. */
  readonly source: string;
  /** `<area>.<fact in the past tense>.v<major>` */
  readonly type: string;
  /** Instant of publication; never decides a person's right, the act's own date in `data` does. */
  readonly time: string;
  readonly datacontenttype?: 'application/json';
  /** Of what led to it; W3C Trace Context. */
  readonly traceparent?: string;
  readonly lane?: string;
  readonly lanesequence?: number;
  readonly data: T;
}

const TRACEPARENT = /^00-(?!0{32})([0-9a-f]{32})-(?!0{16})([0-9a-f]{16})-([0-9a-f]{2})$/;

export interface Traceparent {
  readonly traceId: string;
  readonly spanId: string;
  readonly sampled: boolean;
}

/** W3C Trace Context, version 00; undefined for whatever else somebody sent. */
export function partsOfTraceparent(value: unknown): Traceparent | undefined {
  const parts = typeof value === 'string' ? TRACEPARENT.exec(value) : null;
  if (parts === null) return undefined;
  const [, traceId = '', spanId = '', flags = ''] = parts;
  return { traceId, spanId, sampled: (Number.parseInt(flags, 16) & 1) === 1 };
}

export const CLOUD_EVENT_CONTENT_TYPE = 'application/cloudevents+json';
