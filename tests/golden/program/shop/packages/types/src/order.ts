import { OrderStatus } from './status';

export interface Stored {
  id: string;
}

export interface Order extends Stored {
  status: OrderStatus;
  currency: 'eur' | 'usd';
  lines: string[];
}
