/** CloudEvents 1.0 in structured JSON mode; `lane` and `lanesequence` are our extension attributes (see libs/messaging, lanes). */
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
  readonly traceparent?: string;
  readonly lane?: string;
  readonly lanesequence?: number;
  readonly data: T;
}

export const CLOUD_EVENT_CONTENT_TYPE = 'application/cloudevents+json';
export const CLOUD_EVENT_BATCH_CONTENT_TYPE = 'application/cloudevents-batch+json';
