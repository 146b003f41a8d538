-- Money that goes back, each time as a pull payment of BTCPay. A row is written before BTCPay is asked, under the lock of
-- its payment: it reserves its amount, so that all refunds together never exceed what was paid.

create table lightning_pay.refunds (
  id text primary key,
  payment_id text not null references lightning_pay.payments (id),
  -- The invoice whose money goes back.
  invoice_id text not null references lightning_pay.invoices (id),
  key_hash text not null unique,
  request_hash text not null,
  amount_minor bigint not null check (amount_minor > 0),
  currency text not null,
  reason text,
  -- `unknown`: BTCPay was asked and did not answer; it may have made the pull payment, or may make it still.
  state text not null check (state in ('creating', 'unknown', 'created')),
  -- Until when somebody is at it.
  claimed_until timestamptz not null,
  -- When BTCPay was last asked to make it.
  asked_at timestamptz not null,
  pull_payment_id text unique,
  link text,
  created_at timestamptz not null,
  check ((state = 'created') = (link is not null))
);
create index refunds_of on lightning_pay.refunds (payment_id, created_at);
alter table lightning_pay.refunds enable row level security;

-- Whoever forgets a payment's customer forgets why money went back too: the merchant's words may name somebody.
create function lightning_pay.forget_reasons() returns trigger
  language plpgsql set search_path = pg_catalog, lightning_pay
as $$
begin
  update lightning_pay.refunds set reason = null where payment_id = new.id and reason is not null;
  return null;
end
$$;
create trigger payments_forget after update of email, description, metadata on lightning_pay.payments
  for each row when (new.email is null and new.description is null and new.metadata = '{}')
  execute function lightning_pay.forget_reasons();

create function lightning_pay.refund_json(r lightning_pay.refunds) returns jsonb
  language sql stable set search_path = pg_catalog, lightning_pay
as $$
  select jsonb_build_object(
    'id', r.id, 'paymentId', r.payment_id, 'invoiceId', r.invoice_id, 'amountMinor', r.amount_minor::text,
    'currency', r.currency, 'reason', r.reason, 'state', r.state, 'link', r.link,
    'createdAtMs', lightning_pay.ms(r.created_at), 'askedAtMs', lightning_pay.ms(r.asked_at),
    'claimedUntilMs', lightning_pay.ms(r.claimed_until)
  )
$$;

-- {id, paymentId, invoiceId, amountMinor | null, refundableMinor, currency, reason, keyHash, requestHash, nowMs,
-- claimedUntilMs} -> {kind, refund?, claimedUntilMs?}. No amount is all that is left.
create function public.lp_begin_refund(args jsonb) returns jsonb
  language plpgsql security definer set search_path = pg_catalog, lightning_pay
as $$
declare
  now_at timestamptz := lightning_pay.at(args ->> 'nowMs');
  row lightning_pay.refunds;
  other lightning_pay.refunds;
  remaining bigint;
  wanted bigint;
begin
  -- The lock makes a second request with the same key wait for the first one's commit, though it is for another payment.
  perform pg_advisory_xact_lock(hashtextextended('refund ' || (args ->> 'keyHash'), 0));
  perform from lightning_pay.payments where id = args ->> 'paymentId' for update;
  select * into row from lightning_pay.refunds where key_hash = args ->> 'keyHash';

  if found then
    if row.request_hash <> args ->> 'requestHash' then
      return jsonb_build_object('kind', 'mismatch');
    end if;
    if row.state = 'created' then
      return jsonb_build_object('kind', 'replayed', 'refund', lightning_pay.refund_json(row));
    end if;
    if row.claimed_until > now_at then
      return jsonb_build_object('kind', 'in_progress', 'claimedUntilMs', lightning_pay.ms(row.claimed_until));
    end if;
    update lightning_pay.refunds set claimed_until = lightning_pay.at(args ->> 'claimedUntilMs')
      where id = row.id returning * into row;
    return jsonb_build_object('kind', 'claimed', 'refund', lightning_pay.refund_json(row));
  end if;

  select * into other from lightning_pay.refunds
    where payment_id = args ->> 'paymentId'
      and (state = 'unknown' or (state = 'creating' and claimed_until <= now_at))
    limit 1;
  if found then
    return jsonb_build_object('kind', 'blocked', 'refund', lightning_pay.refund_json(other));
  end if;

  select (args ->> 'refundableMinor')::bigint - coalesce(sum(amount_minor), 0) into remaining
    from lightning_pay.refunds where payment_id = args ->> 'paymentId';
  wanted := coalesce((args ->> 'amountMinor')::bigint, remaining);
  if wanted <= 0 or wanted > remaining then
    return jsonb_build_object('kind', 'too_much');
  end if;
  insert into lightning_pay.refunds (id, payment_id, invoice_id, key_hash, request_hash, amount_minor, currency, reason,
      state, claimed_until, asked_at, created_at)
    values (args ->> 'id', args ->> 'paymentId', args ->> 'invoiceId', args ->> 'keyHash', args ->> 'requestHash', wanted,
      args ->> 'currency', args ->> 'reason', 'creating', lightning_pay.at(args ->> 'claimedUntilMs'), now_at, now_at)
    returning * into row;
  return jsonb_build_object('kind', 'begun', 'refund', lightning_pay.refund_json(row));
end
$$;

-- {id, nowMs, claimedUntilMs} -> the refund that nobody is at, now the caller's; or null
create function public.lp_claim_refund(args jsonb) returns jsonb
  language plpgsql security definer set search_path = pg_catalog, lightning_pay
as $$
declare
  row lightning_pay.refunds;
begin
  update lightning_pay.refunds set claimed_until = lightning_pay.at(args ->> 'claimedUntilMs')
    where id = args ->> 'id' and state <> 'created' and claimed_until <= lightning_pay.at(args ->> 'nowMs')
    returning * into row;
  if not found then
    return null;
  end if;
  return lightning_pay.refund_json(row);
end
$$;

-- {id, claimedUntilMs, nowMs} -> whether the caller may ask BTCPay once more: only while the claim is its own
create function public.lp_ask_refund(args jsonb) returns jsonb
  language plpgsql security definer set search_path = pg_catalog, lightning_pay
as $$
begin
  update lightning_pay.refunds set state = 'creating', asked_at = lightning_pay.at(args ->> 'nowMs')
    where id = args ->> 'id' and state <> 'created' and claimed_until = lightning_pay.at(args ->> 'claimedUntilMs');
  return to_jsonb(found);
end
$$;

-- {id, pullPaymentId, link, atMs} -> the refund, created, with its row in the ledger; the first answer stays
create function public.lp_finish_refund(args jsonb) returns jsonb
  language plpgsql security definer set search_path = pg_catalog, lightning_pay
as $$
declare
  row lightning_pay.refunds;
begin
  update lightning_pay.refunds set state = 'created', pull_payment_id = args ->> 'pullPaymentId', link = args ->> 'link'
    where id = args ->> 'id' and state <> 'created';
  select * into strict row from lightning_pay.refunds where id = args ->> 'id';
  insert into lightning_pay.payment_events (payment_id, version, type, cause, at, data)
    select p.id, p.version, 'refund_created', row.id, lightning_pay.at(args ->> 'atMs'),
      jsonb_build_object('refundId', row.id, 'invoiceId', row.invoice_id, 'amountMinor', row.amount_minor::text,
        'currency', row.currency, 'pullPaymentId', row.pull_payment_id)
    from lightning_pay.payments p where p.id = row.payment_id
    on conflict do nothing;
  return lightning_pay.refund_json(row);
end
$$;

-- {id, claimedUntilMs, made, untilMs} -> null. Gives a claim back that is still the caller's: `made` false takes the
-- reservation away, since BTCPay surely made nothing; null says that nobody knows.
create function public.lp_release_refund(args jsonb) returns jsonb
  language plpgsql security definer set search_path = pg_catalog, lightning_pay
as $$
begin
  if args ->> 'made' = 'false' then
    delete from lightning_pay.refunds
      where id = args ->> 'id' and state <> 'created' and claimed_until = lightning_pay.at(args ->> 'claimedUntilMs');
  else
    update lightning_pay.refunds set state = 'unknown', claimed_until = lightning_pay.at(args ->> 'untilMs')
      where id = args ->> 'id' and state <> 'created' and claimed_until = lightning_pay.at(args ->> 'claimedUntilMs');
  end if;
  return null;
end
$$;

-- {paymentId} -> refunds, oldest first
create function public.lp_refunds_of(args jsonb) returns jsonb
  language sql stable security definer set search_path = pg_catalog, lightning_pay
as $$
  select coalesce(jsonb_agg(lightning_pay.refund_json(r) order by r.created_at, r.id), '[]'::jsonb)
  from lightning_pay.refunds r where r.payment_id = args ->> 'paymentId'
$$;

call lightning_pay.guard_functions();
