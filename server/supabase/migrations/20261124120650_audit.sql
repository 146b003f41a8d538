-- What the audit reads, a page at a time, and who runs it tonight.

create index invoices_created on lightning_pay.invoices (created_at, id);

create table lightning_pay.audit_runs (
  only_row boolean primary key default true check (only_row),
  claimed_at timestamptz not null,
  done_at timestamptz not null
);
alter table lightning_pay.audit_runs enable row level security;

-- {fromMs, toMs, limit} -> invoices that BTCPay created between both ends, these included, oldest first
create function public.lp_audit_invoices(args jsonb) returns jsonb
  language sql stable security definer set search_path = pg_catalog, lightning_pay
as $$
  select coalesce(jsonb_agg(jsonb_build_object(
    'invoiceId', i.id, 'reference', p.reference, 'status', i.status, 'paymentHash', i.payment_hash,
    'amountMsat', i.amount_msat::text, 'paidMsat', i.paid_msat::text, 'createdAtMs', lightning_pay.ms(i.created_at),
    'amountMinor', p.amount_minor::text, 'currency', p.currency
  ) order by i.created_at, i.id), '[]'::jsonb)
  from (
    select * from lightning_pay.invoices c
    where c.created_at between lightning_pay.at(args ->> 'fromMs') and lightning_pay.at(args ->> 'toMs')
    order by c.created_at, c.id
    limit (args ->> 'limit')::integer
  ) i join lightning_pay.payments p on p.id = i.payment_id
$$;

-- {fromMs, toMs, afterId?, limit} -> payments created from the one end and before the other, oldest first, each with its
-- rows, its messages and its refunds as of one moment
create function public.lp_audit_payments(args jsonb) returns jsonb
  language sql stable security definer set search_path = pg_catalog, lightning_pay
as $$
  select coalesce(jsonb_agg(jsonb_build_object(
    'payment', lightning_pay.payment_json(p),
    'rows', coalesce((
      select jsonb_agg(jsonb_build_object('type', e.type, 'cause', e.cause, 'msat', coalesce(e.data ->> 'msat', '0'))
        order by e.id)
      from lightning_pay.payment_events e where e.payment_id = p.id), '[]'::jsonb),
    'messages', coalesce((
      select jsonb_agg(jsonb_build_object('id', o.id, 'channel', o.channel, 'type', o.type, 'cause', o.cause,
        'state', o.state, 'nextAttemptMs', lightning_pay.ms(o.next_attempt)) order by o.at, o.id)
      from lightning_pay.outbox o where o.payment_id = p.id
        -- A receipt that was forgotten with its customer is no message any more.
        and (o.channel <> 'receipt' or o.recipient is not null)), '[]'::jsonb),
    'refunds', coalesce((
      select jsonb_agg(lightning_pay.refund_json(r) order by r.created_at, r.id)
      from lightning_pay.refunds r where r.payment_id = p.id), '[]'::jsonb)
  ) order by p.created_at, p.id), '[]'::jsonb)
  from (
    select * from lightning_pay.payments c
    where c.created_at >= lightning_pay.at(args ->> 'fromMs') and c.created_at < lightning_pay.at(args ->> 'toMs')
      and (args ->> 'afterId' is null or (c.created_at, c.id) > (
        select a.created_at, a.id from lightning_pay.payments a where a.id = args ->> 'afterId'))
    order by c.created_at, c.id
    limit (args ->> 'limit')::integer
  ) p
$$;

-- {nowMs, everyMs, leaseMs} -> whether the caller runs it: none was done for so long, and none was begun just now
create function public.lp_claim_audit(args jsonb) returns jsonb
  language plpgsql security definer set search_path = pg_catalog, lightning_pay
as $$
declare
  now_at timestamptz := lightning_pay.at(args ->> 'nowMs');
begin
  insert into lightning_pay.audit_runs as a (claimed_at, done_at) values (now_at, '-infinity')
    on conflict (only_row) do update set claimed_at = now_at
    where a.done_at <= now_at - (args ->> 'everyMs')::numeric * interval '1 millisecond'
      and a.claimed_at <= now_at - (args ->> 'leaseMs')::numeric * interval '1 millisecond';
  return to_jsonb(found);
end
$$;

-- {nowMs} -> null
create function public.lp_finish_audit(args jsonb) returns jsonb
  language sql security definer set search_path = pg_catalog, lightning_pay
as $$
  update lightning_pay.audit_runs set done_at = lightning_pay.at(args ->> 'nowMs');
  select null::jsonb
$$;

call lightning_pay.guard_functions();
