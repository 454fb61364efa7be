import type { ConsumeMessage } from 'amqplib';

/**
 * A message the broker hands out again was with a process that did not settle it, and may be what that process died of.
 * Brokers count such returns differently from version to version; that there was one, all of them say.
 */
export const isSuspect = ({ fields }: ConsumeMessage): boolean => fields.redelivered;
