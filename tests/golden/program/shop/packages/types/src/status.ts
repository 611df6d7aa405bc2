export enum OrderStatus {
  Placed = 'placed',
  Shipped = 'shipped',
  Returned = 'returned',
}

export const OPEN_STATUSES = [OrderStatus.Placed, OrderStatus.Shipped] as const;
export const STATUS_CHANNEL = `orders:${'status'}`;
export type OpenStatus = (typeof OPEN_STATUSES)[number];
