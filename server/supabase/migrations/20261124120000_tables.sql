-- The ledger of lightning-pay. Tables live in a schema that PostgREST does not expose; only the functions
-- public.lp_* touch them, and only the service role may call those.

do $$
declare
  wanted text;
begin
  foreach wanted in array array['anon', 'service_role'] loop
    if not exists (select from pg_catalog.pg_roles where rolname = wanted) then
      begin
        execute format('create role %I nologin noinherit', wanted);
      exception when duplicate_object or unique_violation then
        null; -- roles are shared by all databases of a server: another one made it just now
      end;
    end if;
  end loop;
end
$$;

create schema if not exists lightning_pay;
revoke all on schema lightning_pay from public;

-- What this schema is, and the oldest server that understands it.
create table lightning_pay.schema_info (
  only_row boolean primary key default true check (only_row),
  version integer not null,
  min_server integer not null
);
insert into lightning_pay.schema_info (version, min_server) values (1, 1);

create table lightning_pay.payments (
  id text primary key,
  reference text not null unique,
  status text not null check (status in ('new', 'processing', 'expired', 'invalid', 'settled')),
  flags text[] not null default '{}',
  version bigint not null check (version > 0),
  priced_by text not null check (priced_by in ('open', 'product', 'request')),
  amount_minor bigint not null check (amount_minor > 0),
  currency text not null,
  paid_msat bigint not null default 0 check (paid_msat >= 0),
  order_id text,
  description text,
  email text,
  metadata jsonb not null default '{}',
  network text not null check (network in ('mainnet', 'testnet', 'signet', 'regtest')),
  created_at timestamptz not null,
  settled_at timestamptz,
  -- A capability of its own: whoever has it sees the receipt.
  receipt_token text unique,
  -- How often an invoice was asked for, and until when somebody is at it.
  attempts integer not null default 1,
  claimed_until timestamptz,
  check ((status = 'settled') = (settled_at is not null)),
  check (receipt_token is null or status = 'settled')
);
-- One for each way in which the merchant lists them: a page is read from its index in order, and nothing beside it.
create index payments_newest on lightning_pay.payments (created_at desc, id desc);
create index payments_by_status on lightning_pay.payments (status, created_at desc, id desc);
create index payments_by_order on lightning_pay.payments (order_id, created_at desc, id desc)
  where order_id is not null;
create index payments_by_order_and_status on lightning_pay.payments (order_id, status, created_at desc, id desc)
  where order_id is not null;
create index payments_by_settlement on lightning_pay.payments (settled_at) where settled_at is not null;

create table lightning_pay.invoices (
  id text primary key,
  payment_id text not null references lightning_pay.payments (id),
  attempt integer not null,
  status text not null check (status in ('new', 'processing', 'expired', 'invalid', 'settled')),
  bolt11 text not null,
  payment_hash text not null,
  amount_msat bigint not null check (amount_msat > 0),
  due_msat bigint not null check (due_msat > 0),
  paid_msat bigint not null default 0 check (paid_msat >= 0),
  rate text not null,
  expiration timestamptz not null,
  expires_at timestamptz not null,
  deadline timestamptz not null,
  created_at timestamptz not null,
  -- When BTCPay is to be asked about it next; null once it is paid or too old to change.
  next_check timestamptz,
  unique (payment_id, attempt)
);
create index invoices_due on lightning_pay.invoices (next_check) where next_check is not null;

-- The ledger itself: rows are only ever added.
create table lightning_pay.payment_events (
  id bigint generated always as identity primary key,
  payment_id text not null references lightning_pay.payments (id),
  version bigint not null,
  type text not null,
  cause text not null,
  at timestamptz not null,
  data jsonb not null default '{}',
  unique (payment_id, type, cause)
);
-- Money that BTCPay saw is counted once, whatever happens.
create unique index payment_events_received on lightning_pay.payment_events (cause) where type = 'received';
-- A payment settles once.
create unique index payment_events_settled on lightning_pay.payment_events (payment_id) where type = 'settled';

-- What somebody must hear, written in the transaction of its cause: the merchant's shop by webhook, the merchant and the
-- customer by mail.
create table lightning_pay.outbox (
  id text primary key,
  payment_id text not null references lightning_pay.payments (id),
  version bigint not null,
  channel text not null check (channel in ('webhook', 'notice', 'receipt')),
  type text not null,
  cause text not null,
  at timestamptz not null,
  -- Mail address of a receipt; blank once it is forgotten.
  recipient text,
  state text not null default 'pending' check (state in ('pending', 'delivered', 'dead')),
  -- Failures since it was written or replayed: the place in the schedule.
  failures integer not null default 0,
  -- When it is sent next, or when the one who sends it now has had long enough.
  next_attempt timestamptz not null,
  unique (payment_id, channel, type, cause)
);
create index outbox_pending on lightning_pay.outbox (channel, next_attempt) where state = 'pending';
create index outbox_newest on lightning_pay.outbox (at desc, id desc);
create index outbox_by_state on lightning_pay.outbox (state, at desc, id desc);

-- Each try to deliver a row of the outbox.
create table lightning_pay.deliveries (
  id bigint generated always as identity primary key,
  outbox_id text not null references lightning_pay.outbox (id),
  at timestamptz not null,
  duration_ms integer not null,
  -- HTTP status or SMTP code, where there was an answer.
  status integer,
  -- Why it failed; null where it was delivered.
  reason text
);
create index deliveries_of on lightning_pay.deliveries (outbox_id, id);

-- Merchant addresses that answered 410, as hashes: nothing is sent there until they change or somebody replays.
create table lightning_pay.closed_endpoints (
  endpoint text primary key,
  closed_at timestamptz not null
);

-- BTCPay's webhooks as they came.
create table lightning_pay.inbox (
  id text primary key,
  webhook_id text not null,
  type text not null,
  invoice_id text,
  payment_id text,
  body text not null,
  received_at timestamptz not null,
  state text not null check (state in ('pending', 'applied', 'parked')),
  reason text,
  finished_at timestamptz
);
create index inbox_of on lightning_pay.inbox (invoice_id);
create index inbox_pending on lightning_pay.inbox (received_at) where state = 'pending';
create index inbox_strangers on lightning_pay.inbox (invoice_id) where state = 'parked' and reason = 'unknown_invoice';

create table lightning_pay.idempotency_keys (
  key_hash text primary key,
  request_hash text not null,
  payment_id text not null references lightning_pay.payments (id),
  expires_at timestamptz not null
);

-- Where it is tried whether the database takes writes again after it refused one; empty otherwise.
create table lightning_pay.write_probe (
  body text not null
);
alter table lightning_pay.write_probe alter column body set storage plain;

-- The merchant's catalogue: prices that no page can change. A payment keeps the price that it was made with.
create table lightning_pay.products (
  id text primary key,
  title text not null,
  amount_minor bigint not null check (amount_minor > 0),
  currency text not null,
  active boolean not null
);

-- A second lock behind the unexposed schema: nobody but the owner sees a row.
do $$
declare
  name text;
begin
  for name in select tablename from pg_catalog.pg_tables where schemaname = 'lightning_pay' loop
    execute format('alter table lightning_pay.%I enable row level security', name);
  end loop;
end
$$;
