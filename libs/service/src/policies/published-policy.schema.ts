import { Schema } from 'mongoose';
import { factFields, required } from '#storage';
import type { PublishedPolicyFact } from './published-policy.js';

/** What was published is the contract's, and judged by that. */
export const publishedPolicy = factFields<PublishedPolicyFact>({ published: required(Schema.Types.Mixed) });
