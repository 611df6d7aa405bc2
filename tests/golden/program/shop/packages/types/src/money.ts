export const DEFAULT_CURRENCY = 'eur';
