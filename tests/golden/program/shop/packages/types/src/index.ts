export * from './status';
export { DEFAULT_CURRENCY as CURRENCY } from './money';
export type { Order, Stored } from './order';
