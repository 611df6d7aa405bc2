import { log } from '../log';

export const handlers = {
  shipped: (id: string) => log(id),
  returned(id: string) {
    log(id);
  },
};

export function nobodyCallsThis(reason = 'none') {
  return new Date(reason);
}
