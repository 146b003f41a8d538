-- What is sent to the merchant's shop, to the merchant and to customers: who sends it now, and how it went.

-- {channel, endpoint, nowMs, leaseUntilMs, limit} -> messages with their payment and since when they are due, oldest first;
-- nothing for an endpoint that is closed
create function public.lp_claim_messages(args jsonb) returns jsonb
  language sql security definer set search_path = pg_catalog, lightning_pay
as $$
  with due as (
    select id, next_attempt from lightning_pay.outbox
    where state = 'pending' and channel = args ->> 'channel' and next_attempt <= lightning_pay.at(args ->> 'nowMs')
      and not exists (select from lightning_pay.closed_endpoints e where e.endpoint = args ->> 'endpoint')
    order by next_attempt
    limit (args ->> 'limit')::integer
    for update skip locked
  ), claimed as (
    update lightning_pay.outbox o set next_attempt = lightning_pay.at(args ->> 'leaseUntilMs')
    from due where o.id = due.id
    returning o as message, due.next_attempt as due
  )
  select coalesce(jsonb_agg(lightning_pay.message_json(c.message)
      || jsonb_build_object('dueMs', lightning_pay.ms(c.due), 'payment', lightning_pay.payment_json(p))
    order by (c.message).at, (c.message).id), '[]'::jsonb)
  from claimed c join lightning_pay.payments p on p.id = (c.message).payment_id
$$;

-- {id, leaseUntilMs, atMs, durationMs, status, reason, state, nextAttemptMs} -> whether it counted. A try is always written
-- down, once; it moves the message if it delivered it, or if nobody else has taken the message since.
create function public.lp_record_attempt(args jsonb) returns jsonb
  language plpgsql security definer set search_path = pg_catalog, lightning_pay
as $$
begin
  perform from lightning_pay.outbox where id = args ->> 'id' for update;
  if exists (
    select from lightning_pay.deliveries
    where outbox_id = args ->> 'id' and at = lightning_pay.at(args ->> 'atMs')
      and duration_ms = (args ->> 'durationMs')::integer and reason is not distinct from args ->> 'reason'
  ) then
    -- It is written down already, and the answer was lost.
    return to_jsonb(true);
  end if;
  insert into lightning_pay.deliveries (outbox_id, at, duration_ms, status, reason)
    values (args ->> 'id', lightning_pay.at(args ->> 'atMs'), (args ->> 'durationMs')::integer,
      (args ->> 'status')::integer, args ->> 'reason');
  update lightning_pay.outbox set
    state = args ->> 'state',
    failures = case when args ->> 'reason' is null then failures else failures + 1 end,
    next_attempt = coalesce(lightning_pay.at(args ->> 'nextAttemptMs'), next_attempt)
  where id = args ->> 'id' and state <> 'delivered'
    and (args ->> 'state' = 'delivered'
      or (state = 'pending' and next_attempt = lightning_pay.at(args ->> 'leaseUntilMs')));
  return to_jsonb(found);
end
$$;

-- {id, nowMs} -> the message, pending again from the start of its schedule; or null, also for a receipt whose address is
-- forgotten. Its endpoint is open again too.
create function public.lp_replay_message(args jsonb) returns jsonb
  language plpgsql security definer set search_path = pg_catalog, lightning_pay
as $$
declare
  row lightning_pay.outbox;
begin
  update lightning_pay.outbox
    set state = 'pending', failures = 0, next_attempt = lightning_pay.at(args ->> 'nowMs')
    where id = args ->> 'id' and (channel <> 'receipt' or recipient is not null)
    returning * into row;
  if not found then
    return null;
  end if;
  if row.channel = 'webhook' then
    delete from lightning_pay.closed_endpoints;
  end if;
  return lightning_pay.message_json(row);
end
$$;

-- {state?, limit, afterId?} -> messages, newest first; its statement is made as that of lp_list_payments
create function public.lp_list_messages(args jsonb) returns jsonb
  language plpgsql stable security definer set search_path = pg_catalog, lightning_pay
as $$
declare
  conditions text[] := array[]::text[];
  last lightning_pay.outbox;
  listed jsonb;
begin
  if args ->> 'afterId' is not null then
    select * into last from lightning_pay.outbox where id = args ->> 'afterId';
    if not found then
      return '[]';
    end if;
    conditions := conditions || text '(c.at, c.id) < ($2, $3)';
  end if;
  if args ->> 'state' is not null then
    conditions := conditions || text 'c.state = $1 ->> ''state''';
  end if;
  execute format(
    'select coalesce(jsonb_agg(lightning_pay.message_json(o) order by o.at desc, o.id desc), ''[]''::jsonb)
     from (select * from lightning_pay.outbox c where %s
       order by c.at desc, c.id desc limit ($1 ->> ''limit'')::integer) o',
    coalesce(nullif(array_to_string(conditions, ' and '), ''), 'true')
  ) into listed using args, last.at, last.id;
  return listed;
end
$$;

-- {endpoint, atMs} -> whether it was open
create function public.lp_close_endpoint(args jsonb) returns jsonb
  language plpgsql security definer set search_path = pg_catalog, lightning_pay
as $$
begin
  insert into lightning_pay.closed_endpoints (endpoint, closed_at)
    values (args ->> 'endpoint', lightning_pay.at(args ->> 'atMs'))
    on conflict do nothing;
  return to_jsonb(found);
end
$$;

-- {id, cause, paymentId, recipient, atMs, most} -> whether it is on its way: a settled payment's receipt is mailed so often, however
-- many ask at once
create function public.lp_ask_receipt(args jsonb) returns jsonb
  language plpgsql security definer set search_path = pg_catalog, lightning_pay
as $$
declare
  row lightning_pay.payments;
  sent integer;
begin
  select * into row from lightning_pay.payments
    where id = args ->> 'paymentId' and status = 'settled' for update;
  if not found then
    return to_jsonb(false);
  end if;
  select count(*) into sent from lightning_pay.outbox where payment_id = row.id and channel = 'receipt';
  if sent >= (args ->> 'most')::integer then
    return to_jsonb(false);
  end if;
  insert into lightning_pay.outbox (id, payment_id, version, channel, type, cause, at, recipient, next_attempt)
    values (args ->> 'id', row.id, row.version, 'receipt', 'receipt', args ->> 'cause',
      lightning_pay.at(args ->> 'atMs'), args ->> 'recipient', lightning_pay.at(args ->> 'atMs'))
    -- Asked twice in one moment: it is on its way.
    on conflict do nothing;
  return to_jsonb(true);
end
$$;

-- {id} -> whether there is such a payment. Blanks what is about a person; a receipt that was not mailed yet never will be.
create function public.lp_forget_person(args jsonb) returns jsonb
  language plpgsql security definer set search_path = pg_catalog, lightning_pay
as $$
begin
  update lightning_pay.payments set email = null, description = null, metadata = '{}' where id = args ->> 'id';
  if not found then
    return to_jsonb(false);
  end if;
  update lightning_pay.outbox
    set recipient = null, state = case when state = 'pending' then 'dead' else state end
    where payment_id = args ->> 'id' and channel = 'receipt';
  return to_jsonb(true);
end
$$;

call lightning_pay.guard_functions();
