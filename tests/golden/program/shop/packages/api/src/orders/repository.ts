import type { Order } from '@shop/types';
import type { Repository } from 'typeorm';

/** What every store of orders can do. */
export interface Orders {
  load(id: string): Promise<Order>;
  keep(order: Order): Promise<void>;
}

export abstract class Store {
  protected abstract table(): string;

  describe(): string {
    return this.table();
  }
}

export class StoredOrders extends Store implements Orders {
  constructor(private readonly rows: Repository<Order>) {
    super();
  }

  protected table() {
    return 'orders';
  }

  async load(id: string): Promise<Order> {
    return this.rows.findOneByOrFail({ id });
  }

  async keep(order: Order): Promise<void> {
    await this.rows.save(order);
  }
}
