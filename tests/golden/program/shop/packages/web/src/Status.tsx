import { OPEN_STATUSES, type OpenStatus } from '@shop/types';
import { useState } from 'react';

export function Status({ onPick }: { onPick: (status: OpenStatus) => void }) {
  const [picked, pick] = useState<OpenStatus>();
  const choose = (status: OpenStatus) => {
    pick(status);
    onPick(status);
  };
  return <ul>{OPEN_STATUSES.map(status => <li onClick={() => choose(status)}>{status}{picked}</li>)}</ul>;
}
