import client from '@old/client';
import { generated } from './generated/client';
import { schema } from '@shop/types/schema';
import { helper } from '#internal/helper';
import lodash from 'lodash';
import routes from 'virtual:routes';
import logo from './logo.svg';
import { outside } from '../../../../elsewhere';

export function gaps() {
  client.connect();
  generated();
  lodash.uniq(routes);
  return [schema, helper, logo, outside];
}
