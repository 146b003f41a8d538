-- What the merchant's books ask of the ledger.

-- {fromMs, toMs} -> [{day, currency, count, amountMinor, paidSats}], oldest first: what settled, by days of UTC. Satoshis are
-- summed as each payment shows them, whole, so that the sum is that of the exported rows.
create function public.lp_summarize_days(args jsonb) returns jsonb
  language sql stable security definer set search_path = pg_catalog, lightning_pay
as $$
  select coalesce(jsonb_agg(jsonb_build_object('day', to_char(d.day, 'YYYY-MM-DD'), 'currency', d.currency,
    'count', d.count, 'amountMinor', d.amount_minor::text, 'paidSats', d.paid_sats::text)
    order by d.day, d.currency), '[]'::jsonb)
  from (
    select (settled_at at time zone 'UTC')::date as day, currency, count(*) as count,
      sum(amount_minor) as amount_minor, sum(paid_msat / 1000) as paid_sats
    from lightning_pay.payments
    where settled_at >= lightning_pay.at(args ->> 'fromMs') and settled_at < lightning_pay.at(args ->> 'toMs')
    group by 1, 2
  ) d
$$;

call lightning_pay.guard_functions();
