import { CURRENCY, OrderStatus } from '@shop/types';
import { log as say } from '@api/log';
import { StoredOrders, type Orders } from './repository';

export class OrderService {
  private readonly listeners: string[] = [];

  constructor(
    private readonly orders: Orders,
    private readonly stored: StoredOrders,
  ) {}

  async ship(id: string, notify: (status: OrderStatus) => void) {
    const order = await this.orders.load(id);
    order.status = OrderStatus.Shipped;
    await this.stored.keep(order);
    notify(order.status);
    say(this.stored.describe());
    return CURRENCY;
  }

  async unship(id: string) {
    return this.ship(id, say);
  }
}
