import 'lightning-pay/define';
import type {} from 'lightning-pay/react';
import { useState } from 'react';

const PRICE = 25;

/** An order of planters: attributes come from state, and what the checkout tells goes into it. */
export function Order() {
  const [count, setCount] = useState(2);
  const [reference, setReference] = useState<string | null>(null);
  return (
    <main className="sheet">
      <h1>Planters</h1>
      <div className="field">
        <label htmlFor="count">How many</label>
        <select id="count" value={count} onChange={({ target }) => setCount(Number(target.value))}>
          {[1, 2, 3, 4].map((number) => (
            <option key={number}>{number}</option>
          ))}
        </select>
      </div>
      {/* Without a server: sandbox. With one of your own: server="https://pay.example.com". */}
      <p>
        <lightning-pay
          amount={String(PRICE * count)}
          description={`${count} planters`}
          sandbox=""
          onlp-settled={({ payment }) => setReference(payment.reference)}
        />
      </p>
      <p role="status">{reference === null ? 'Not paid yet' : `Paid, ${reference}`}</p>
    </main>
  );
}
