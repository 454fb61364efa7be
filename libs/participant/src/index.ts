export * from './registered.js';
