import { Body, Controller, Param, Post } from '@nestjs/common';
import { handlers } from './handlers';
import { OrderService } from './service';

@Controller('orders')
export class OrderController {
  constructor(private readonly orders: OrderService) {}

  @Post(':id/ship')
  ship(@Param('id') id: string, @Body() body: any) {
    handlers.shipped(id);
    body.tracking.register(id);
    return this.orders.ship(id, () => undefined);
  }
}
