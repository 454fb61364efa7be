import 'reflect-metadata';

export * from './address/normalise-address.js';
export * from './because.js';
export * from './cloud-event.js';
export * from './consent.events.js';
export * from './counted-types.js';
export * from './event-of.js';
export * from './fields.js';
export * from './lane.events.js';
export * from './marketing.events.js';
export * from './participant.commands.js';
export * from './party.js';
export * from './policy.events.js';
export * from './registry.js';
export * from './store.events.js';
export * from './subject-requests.events.js';
export * from './suppression.events.js';
export * from './validate-event.js';
