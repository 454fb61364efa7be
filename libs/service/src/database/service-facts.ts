import type { Schema } from 'mongoose';
import { factsSchema } from '#storage';
import { publishedPolicy } from '../policies/published-policy.schema.js';

/** The facts of a service by their type, with those that every service has; it adds its own indexes with `index`. */
export const serviceFacts = (kinds: Readonly<Record<string, Schema>> = {}): Schema =>
  factsSchema({ 'policy.published': publishedPolicy, ...kinds });
