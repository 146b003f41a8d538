-- One function a write: what belongs together commits together. Rules are the server's (TypeScript); these functions
-- check versions and store. Times travel as Unix milliseconds, amounts as decimal strings.

-- These two pin no search_path, or PostgreSQL could not inline them: their callers pin it.
create function lightning_pay.ms(t timestamptz) returns bigint
  language sql immutable
  as $$ select (extract(epoch from t) * 1000)::bigint $$;

create function lightning_pay.at(ms text) returns timestamptz
  language sql immutable
  as $$ select pg_catalog.to_timestamp(ms::numeric / 1000) $$;

create function lightning_pay.payment_json(p lightning_pay.payments) returns jsonb
  language sql stable set search_path = pg_catalog, lightning_pay
as $$
  select jsonb_build_object(
    'id', p.id, 'reference', p.reference, 'status', p.status, 'flags', p.flags, 'version', p.version,
    'pricedBy', p.priced_by, 'amountMinor', p.amount_minor::text, 'currency', p.currency,
    'paidMsat', p.paid_msat::text, 'orderId', p.order_id, 'description', p.description, 'email', p.email,
    'metadata', p.metadata, 'network', p.network, 'createdAtMs', lightning_pay.ms(p.created_at),
    'settledAtMs', lightning_pay.ms(p.settled_at), 'receiptToken', p.receipt_token,
    'invoices', coalesce((
      select jsonb_agg(jsonb_build_object(
        'id', i.id, 'attempt', i.attempt, 'status', i.status, 'bolt11', i.bolt11, 'paymentHash', i.payment_hash,
        'amountMsat', i.amount_msat::text, 'dueMsat', i.due_msat::text, 'paidMsat', i.paid_msat::text,
        'rate', i.rate, 'expirationMs', lightning_pay.ms(i.expiration),
        'expiresAtMs', lightning_pay.ms(i.expires_at), 'deadlineMs', lightning_pay.ms(i.deadline), 'createdAtMs', lightning_pay.ms(i.created_at)
      ) order by i.attempt)
      from lightning_pay.invoices i where i.payment_id = p.id
    ), '[]'::jsonb)
  )
$$;

create function lightning_pay.message_json(o lightning_pay.outbox) returns jsonb
  language sql stable set search_path = pg_catalog, lightning_pay
as $$
  select jsonb_build_object(
    'id', o.id, 'paymentId', o.payment_id, 'channel', o.channel, 'type', o.type, 'cause', o.cause,
    'atMs', lightning_pay.ms(o.at), 'recipient', o.recipient, 'state', o.state, 'failures', o.failures,
    'nextAttemptMs', case when o.state = 'pending' then lightning_pay.ms(o.next_attempt) end,
    'attempts', coalesce((
      select jsonb_agg(jsonb_build_object('atMs', lightning_pay.ms(d.at), 'durationMs', d.duration_ms,
        'status', d.status, 'reason', d.reason) order by d.id)
      from lightning_pay.deliveries d where d.outbox_id = o.id), '[]'::jsonb)
  )
$$;

-- {payment, keyHash, requestHash, keyExpiresAtMs, claimedUntilMs} -> {kind, payment?, attempt?, claimedUntilMs?}
create function public.lp_record_payment(args jsonb) returns jsonb
  language plpgsql security definer set search_path = pg_catalog, lightning_pay
as $$
declare
  want jsonb := args -> 'payment';
  now_at timestamptz := lightning_pay.at(want ->> 'createdAtMs');
  known lightning_pay.idempotency_keys;
  row lightning_pay.payments;
begin
  delete from lightning_pay.idempotency_keys where key_hash = args ->> 'keyHash' and expires_at <= now_at;
  -- The lock makes a second request with the same key wait for the first one's commit.
  perform pg_advisory_xact_lock(hashtextextended(args ->> 'keyHash', 0));
  select * into known from lightning_pay.idempotency_keys where key_hash = args ->> 'keyHash';

  if found then
    if known.request_hash <> args ->> 'requestHash' then
      return jsonb_build_object('kind', 'mismatch');
    end if;
    select * into row from lightning_pay.payments where id = known.payment_id for update;
    if exists (select from lightning_pay.invoices where payment_id = row.id) then
      return jsonb_build_object('kind', 'replayed', 'payment', lightning_pay.payment_json(row));
    end if;
    if row.claimed_until > now_at then
      return jsonb_build_object('kind', 'in_progress', 'claimedUntilMs', lightning_pay.ms(row.claimed_until));
    end if;
    update lightning_pay.payments
      set attempts = attempts + 1, claimed_until = lightning_pay.at(args ->> 'claimedUntilMs')
      where id = row.id returning * into row;
    return jsonb_build_object('kind', 'claimed', 'payment', lightning_pay.payment_json(row), 'attempt', row.attempts);
  end if;

  insert into lightning_pay.payments (
    id, reference, status, version, priced_by, amount_minor, currency, order_id, description, email, metadata,
    network, created_at, claimed_until
  ) values (
    want ->> 'id', want ->> 'reference', 'new', 1, want ->> 'pricedBy', (want ->> 'amountMinor')::bigint,
    want ->> 'currency', want ->> 'orderId', want ->> 'description', want ->> 'email',
    coalesce(want -> 'metadata', '{}'), want ->> 'network', now_at, lightning_pay.at(args ->> 'claimedUntilMs')
  ) returning * into row;
  insert into lightning_pay.idempotency_keys (key_hash, request_hash, payment_id, expires_at)
    values (args ->> 'keyHash', args ->> 'requestHash', row.id, lightning_pay.at(args ->> 'keyExpiresAtMs'));
  insert into lightning_pay.payment_events (payment_id, version, type, cause, at)
    values (row.id, 1, 'created', row.id, now_at);
  return jsonb_build_object('kind', 'created', 'payment', lightning_pay.payment_json(row), 'attempt', row.attempts);
end
$$;

-- {paymentId, version, nowMs, claimedUntilMs} -> {kind, payment?, attempt?, claimedUntilMs?}
create function public.lp_claim_renewal(args jsonb) returns jsonb
  language plpgsql security definer set search_path = pg_catalog, lightning_pay
as $$
declare
  row lightning_pay.payments;
begin
  select * into strict row from lightning_pay.payments where id = args ->> 'paymentId' for update;
  if row.claimed_until > lightning_pay.at(args ->> 'nowMs') then
    return jsonb_build_object('kind', 'in_progress', 'claimedUntilMs', lightning_pay.ms(row.claimed_until));
  end if;
  if row.version <> (args ->> 'version')::bigint then
    return jsonb_build_object('kind', 'changed', 'payment', lightning_pay.payment_json(row));
  end if;
  update lightning_pay.payments
    set attempts = attempts + 1, claimed_until = lightning_pay.at(args ->> 'claimedUntilMs')
    where id = row.id returning * into row;
  return jsonb_build_object('kind', 'claimed', 'payment', lightning_pay.payment_json(row), 'attempt', row.attempts);
end
$$;

-- {paymentId, attempt, untilMs} -> null; a claim that somebody else has taken meanwhile stays theirs
create function public.lp_release_creation(args jsonb) returns jsonb
  language sql security definer set search_path = pg_catalog, lightning_pay
as $$
  update lightning_pay.payments set claimed_until = lightning_pay.at(args ->> 'untilMs')
    where id = args ->> 'paymentId' and attempts = (args ->> 'attempt')::integer;
  select null::jsonb
$$;

-- {expectedVersion, payment, invoice, firstCheckMs, events[], outbox[]} -> the payment, or null when it has moved on
create function public.lp_save_change(args jsonb) returns jsonb
  language plpgsql security definer set search_path = pg_catalog, lightning_pay
as $$
declare
  want jsonb := args -> 'payment';
  invoice jsonb := args -> 'invoice';
  row lightning_pay.payments;
begin
  update lightning_pay.payments set
    status = want ->> 'status',
    flags = array(select jsonb_array_elements_text(want -> 'flags')),
    version = version + 1,
    paid_msat = (want ->> 'paidMsat')::bigint,
    settled_at = lightning_pay.at(want ->> 'settledAtMs'),
    -- Links to a receipt are kept by people: the first token stays.
    receipt_token = coalesce(receipt_token, want ->> 'receiptToken'),
    claimed_until = case when args ->> 'firstCheckMs' is null then claimed_until end
  where id = want ->> 'id' and version = (args ->> 'expectedVersion')::bigint
  returning * into row;
  if not found then
    return null;
  end if;

  insert into lightning_pay.invoices (
    id, payment_id, attempt, status, bolt11, payment_hash, amount_msat, due_msat, paid_msat, rate, expiration,
    expires_at, deadline, created_at, next_check
  ) values (
    invoice ->> 'id', row.id, (invoice ->> 'attempt')::integer, invoice ->> 'status', invoice ->> 'bolt11',
    invoice ->> 'paymentHash', (invoice ->> 'amountMsat')::bigint, (invoice ->> 'dueMsat')::bigint,
    (invoice ->> 'paidMsat')::bigint, invoice ->> 'rate', lightning_pay.at(invoice ->> 'expirationMs'),
    lightning_pay.at(invoice ->> 'expiresAtMs'), lightning_pay.at(invoice ->> 'deadlineMs'),
    lightning_pay.at(invoice ->> 'createdAtMs'), lightning_pay.at(args ->> 'firstCheckMs')
  )
  on conflict (id) do update set
    status = excluded.status, bolt11 = excluded.bolt11, payment_hash = excluded.payment_hash,
    due_msat = excluded.due_msat, paid_msat = excluded.paid_msat,
    -- One that was settled by hand stays watched: money may still come, and the merchant may take it back.
    next_check = case when excluded.status <> 'settled' or excluded.paid_msat < excluded.amount_msat
      then invoices.next_check end
  where invoices.payment_id = excluded.payment_id;

  insert into lightning_pay.payment_events (payment_id, version, type, cause, at, data)
    select row.id, row.version, e ->> 'type', e ->> 'cause', lightning_pay.at(e ->> 'atMs'), e -> 'data'
    from jsonb_array_elements(args -> 'events') e
    on conflict do nothing;

  insert into lightning_pay.outbox (id, payment_id, version, channel, type, cause, at, recipient, next_attempt)
    select e ->> 'id', row.id, row.version, e ->> 'channel', e ->> 'type', e ->> 'cause', lightning_pay.at(e ->> 'atMs'),
      e ->> 'recipient', lightning_pay.at(e ->> 'atMs')
    from jsonb_array_elements(args -> 'outbox') e
    on conflict do nothing;

  -- Webhooks that came before the invoice was ours.
  update lightning_pay.inbox set state = 'pending', reason = null, finished_at = null
    where invoice_id = invoice ->> 'id' and state = 'parked' and reason = 'unknown_invoice';

  -- Sent when this commits, and only then.
  perform pg_notify('lightning_pay', row.id || ' ' || row.version);
  return lightning_pay.payment_json(row);
end
$$;

-- {id} -> the payment or null
create function public.lp_get_payment(args jsonb) returns jsonb
  language sql stable security definer set search_path = pg_catalog, lightning_pay
as $$
  select lightning_pay.payment_json(p) from lightning_pay.payments p where p.id = args ->> 'id'
$$;

-- {invoiceId} -> the payment or null
create function public.lp_find_by_invoice(args jsonb) returns jsonb
  language sql stable security definer set search_path = pg_catalog, lightning_pay
as $$
  select lightning_pay.payment_json(p)
  from lightning_pay.payments p join lightning_pay.invoices i on i.payment_id = p.id
  where i.id = args ->> 'invoiceId'
$$;

-- {receiptToken} -> the payment or null
create function public.lp_find_by_receipt(args jsonb) returns jsonb
  language sql stable security definer set search_path = pg_catalog, lightning_pay
as $$
  select lightning_pay.payment_json(p) from lightning_pay.payments p where p.receipt_token = args ->> 'receiptToken'
$$;

-- {nowMs, leaseUntilMs, limit} -> [{invoiceId, payment}]
create function public.lp_claim_due_invoices(args jsonb) returns jsonb
  language sql security definer set search_path = pg_catalog, lightning_pay
as $$
  with due as (
    select id from lightning_pay.invoices
    where next_check <= lightning_pay.at(args ->> 'nowMs')
    order by next_check
    limit (args ->> 'limit')::integer
    for update skip locked
  ), claimed as (
    update lightning_pay.invoices i set next_check = lightning_pay.at(args ->> 'leaseUntilMs')
    from due where i.id = due.id
    returning i.id, i.payment_id
  )
  select coalesce(jsonb_agg(jsonb_build_object('invoiceId', c.id, 'payment', lightning_pay.payment_json(p))), '[]'::jsonb)
  from claimed c join lightning_pay.payments p on p.id = c.payment_id
$$;

-- {checks: [{invoiceId, atMs}]} -> null
create function public.lp_schedule_checks(args jsonb) returns jsonb
  language sql security definer set search_path = pg_catalog, lightning_pay
as $$
  update lightning_pay.invoices i set next_check = lightning_pay.at(c ->> 'atMs')
  from jsonb_array_elements(args -> 'checks') c
  where i.id = c ->> 'invoiceId' and (i.status <> 'settled' or i.paid_msat < i.amount_msat);
  select null::jsonb
$$;

-- {versions: {id: version}} -> those payments that are newer
create function public.lp_changed_since(args jsonb) returns jsonb
  language sql stable security definer set search_path = pg_catalog, lightning_pay
as $$
  select coalesce(jsonb_agg(lightning_pay.payment_json(p)), '[]'::jsonb)
  from jsonb_each_text(args -> 'versions') v join lightning_pay.payments p on p.id = v.key
  where p.version > v.value::bigint
$$;

-- {status?, orderId?, reference?, fromMs?, toMs?, limit, afterId?} -> payments, newest first. The statement holds only the
-- conditions that were given: `args ->> 'status' is null or …` would keep PostgreSQL from the index that fits them. A row out
-- of order is told to cost no more than the next one, or it would walk through all the newest in hope of a match.
create function public.lp_list_payments(args jsonb) returns jsonb
  language plpgsql stable security definer set search_path = pg_catalog, lightning_pay set random_page_cost = 1
as $$
declare
  conditions text[] := array[]::text[];
  last lightning_pay.payments;
  listed jsonb;
begin
  if args ->> 'afterId' is not null then
    select * into last from lightning_pay.payments where id = args ->> 'afterId';
    if not found then
      return '[]';
    end if;
    conditions := conditions || text '(c.created_at, c.id) < ($2, $3)';
  end if;
  if args ->> 'status' is not null then
    conditions := conditions || text 'c.status = $1 ->> ''status''';
  end if;
  if args ->> 'orderId' is not null then
    conditions := conditions || text 'c.order_id = $1 ->> ''orderId''';
  end if;
  if args ->> 'reference' is not null then
    conditions := conditions || text 'c.reference = $1 ->> ''reference''';
  end if;
  if args ->> 'fromMs' is not null then
    conditions := conditions || text 'c.created_at >= lightning_pay.at($1 ->> ''fromMs'')';
  end if;
  if args ->> 'toMs' is not null then
    conditions := conditions || text 'c.created_at < lightning_pay.at($1 ->> ''toMs'')';
  end if;
  execute format(
    'select coalesce(jsonb_agg(lightning_pay.payment_json(p) order by p.created_at desc, p.id desc), ''[]''::jsonb)
     from (select * from lightning_pay.payments c where %s
       order by c.created_at desc, c.id desc limit ($1 ->> ''limit'')::integer) p',
    coalesce(nullif(array_to_string(conditions, ' and '), ''), 'true')
  ) into listed using args, last.created_at, last.id;
  return listed;
end
$$;

-- {id} -> {payment, events[], outbox[], webhooks[]} or null
create function public.lp_get_history(args jsonb) returns jsonb
  language sql stable security definer set search_path = pg_catalog, lightning_pay
as $$
  select jsonb_build_object(
    'payment', lightning_pay.payment_json(p),
    'events', coalesce((
      select jsonb_agg(jsonb_build_object('type', e.type, 'atMs', lightning_pay.ms(e.at), 'cause', e.cause,
        'data', e.data, 'version', e.version) order by e.id)
      from lightning_pay.payment_events e where e.payment_id = p.id), '[]'::jsonb),
    'outbox', coalesce((
      select jsonb_agg(lightning_pay.message_json(o) order by o.at, o.channel desc, o.id)
      from lightning_pay.outbox o where o.payment_id = p.id), '[]'::jsonb),
    'webhooks', coalesce((
      select jsonb_agg(jsonb_build_object('type', w.type, 'atMs', lightning_pay.ms(w.received_at), 'state', w.state,
        'reason', w.reason) order by w.received_at, w.id)
      from lightning_pay.inbox w join lightning_pay.invoices i on i.id = w.invoice_id
      where i.payment_id = p.id), '[]'::jsonb)
  )
  from lightning_pay.payments p where p.id = args ->> 'id'
$$;

-- {id, webhookId, type, invoiceId, paymentId, body, receivedAtMs, state, reason} -> whether it is new
create function public.lp_store_delivery(args jsonb) returns jsonb
  language plpgsql security definer set search_path = pg_catalog, lightning_pay
as $$
begin
  insert into lightning_pay.inbox (id, webhook_id, type, invoice_id, payment_id, body, received_at, state, reason)
    values (args ->> 'id', args ->> 'webhookId', args ->> 'type', args ->> 'invoiceId', args ->> 'paymentId', args ->> 'body',
      lightning_pay.at(args ->> 'receivedAtMs'), args ->> 'state', args ->> 'reason')
    on conflict (id) do nothing;
  return to_jsonb(found);
end
$$;

-- {ids[], state, reason, atMs} -> null
create function public.lp_finish_deliveries(args jsonb) returns jsonb
  language sql security definer set search_path = pg_catalog, lightning_pay
as $$
  update lightning_pay.inbox
    set state = args ->> 'state', reason = args ->> 'reason', finished_at = lightning_pay.at(args ->> 'atMs')
    where id in (select jsonb_array_elements_text(args -> 'ids'))
      -- Recorded a moment ago: then it is not unknown any more, and stays pending.
      and not (args ->> 'reason' is not distinct from 'unknown_invoice'
        and exists (select from lightning_pay.invoices i where i.id = inbox.invoice_id));
  select null::jsonb
$$;

-- {} -> [{id, type, invoiceId, paymentId}], oldest first
create function public.lp_pending_deliveries(args jsonb) returns jsonb
  language sql stable security definer set search_path = pg_catalog, lightning_pay
as $$
  select coalesce(jsonb_agg(jsonb_build_object('id', id, 'type', type, 'invoiceId', invoice_id, 'paymentId', payment_id)
    order by received_at), '[]'::jsonb)
  from lightning_pay.inbox where state = 'pending' and invoice_id is not null
$$;

-- {nowMs, inboxBeforeMs, personalBeforeMs} -> null. Deletes what nobody asks for any more; of old payments it blanks what is
-- about a person, amounts stay.
create function public.lp_prune(args jsonb) returns jsonb
  language sql security definer set search_path = pg_catalog, lightning_pay
as $$
  delete from lightning_pay.idempotency_keys where expires_at <= lightning_pay.at(args ->> 'nowMs');
  delete from lightning_pay.inbox
    where state = 'applied' and received_at < lightning_pay.at(args ->> 'inboxBeforeMs');
  delete from lightning_pay.deliveries d using lightning_pay.outbox o
    where o.id = d.outbox_id and o.state = 'delivered' and o.at < lightning_pay.at(args ->> 'personalBeforeMs');
  update lightning_pay.payments set email = null, description = null, metadata = '{}'
    where created_at < lightning_pay.at(args ->> 'personalBeforeMs')
      and (email is not null or description is not null or metadata <> '{}');
  update lightning_pay.outbox o set recipient = null
    from lightning_pay.payments p
    where p.id = o.payment_id and o.recipient is not null
      and p.created_at < lightning_pay.at(args ->> 'personalBeforeMs');
  select null::jsonb
$$;

-- {id, title, amountMinor, currency, active} -> null
create function public.lp_put_product(args jsonb) returns jsonb
  language sql security definer set search_path = pg_catalog, lightning_pay
as $$
  insert into lightning_pay.products (id, title, amount_minor, currency, active)
    values (args ->> 'id', args ->> 'title', (args ->> 'amountMinor')::bigint, args ->> 'currency',
      (args ->> 'active')::boolean)
    on conflict (id) do update set title = excluded.title, amount_minor = excluded.amount_minor,
      currency = excluded.currency, active = excluded.active;
  select null::jsonb
$$;

-- {id} -> {id, title, amountMinor, currency, active} or null
create function public.lp_get_product(args jsonb) returns jsonb
  language sql stable security definer set search_path = pg_catalog, lightning_pay
as $$
  select jsonb_build_object('id', id, 'title', title, 'amountMinor', amount_minor::text, 'currency', currency,
    'active', active)
  from lightning_pay.products where id = args ->> 'id'
$$;

-- {limit, afterId?} -> products by their ids
create function public.lp_list_products(args jsonb) returns jsonb
  language sql stable security definer set search_path = pg_catalog, lightning_pay
as $$
  select coalesce(jsonb_agg(jsonb_build_object('id', p.id, 'title', p.title, 'amountMinor', p.amount_minor::text,
    'currency', p.currency, 'active', p.active) order by p.id), '[]'::jsonb)
  from (
    -- No id is empty, so none is left out without a page before.
    select * from lightning_pay.products where id > coalesce(args ->> 'afterId', '')
    order by id limit (args ->> 'limit')::integer
  ) p
$$;

-- {id} -> null
create function public.lp_delete_product(args jsonb) returns jsonb
  language sql security definer set search_path = pg_catalog, lightning_pay
as $$
  delete from lightning_pay.products where id = args ->> 'id';
  select null::jsonb
$$;

-- {} -> {version, minServer}
create function public.lp_check(args jsonb) returns jsonb
  language sql stable security definer set search_path = pg_catalog, lightning_pay
as $$
  select jsonb_build_object('version', version, 'minServer', min_server) from lightning_pay.schema_info
$$;

-- {} -> null, or an error: fills a page, which needs space on the disk
create function public.lp_probe_write(args jsonb) returns jsonb
  language plpgsql security definer set search_path = pg_catalog, lightning_pay
as $$
begin
  insert into lightning_pay.write_probe (body) values (repeat('x', 8000));
  delete from lightning_pay.write_probe;
  return null;
end
$$;

-- Closes every function to all but the service role. Each migration that adds functions ends by calling it.
create procedure lightning_pay.guard_functions()
  language plpgsql set search_path = pg_catalog
as $$
declare
  fn regprocedure;
begin
  for fn in
    select p.oid::regprocedure from pg_catalog.pg_proc p join pg_catalog.pg_namespace n on n.oid = p.pronamespace
    where n.nspname = 'lightning_pay' or (n.nspname = 'public' and p.proname like 'lp\_%')
  loop
    execute format('revoke all on routine %s from public, anon', fn);
    -- Supabase grants functions in `public` to this role by default.
    if exists (select from pg_catalog.pg_roles where rolname = 'authenticated') then
      execute format('revoke all on routine %s from authenticated', fn);
    end if;
  end loop;
  for fn in
    select p.oid::regprocedure from pg_catalog.pg_proc p join pg_catalog.pg_namespace n on n.oid = p.pronamespace
    where n.nspname = 'public' and p.proname like 'lp\_%'
  loop
    execute format('grant execute on routine %s to service_role', fn);
  end loop;
end
$$;

call lightning_pay.guard_functions();
