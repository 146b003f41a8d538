-- Turns that clients and the service have used, shared by the processes over one ledger: the table of the package
-- rate-limiter-flexible. Keys are hidden by APP_SECRET: no client's address is in it. Unlogged, as it need not survive a
-- crash or a restore, nor be on a standby: windows last minutes, and an empty table only begins them anew. One statement
-- a turn updates it in place, hence room in each page and no further index.

create unlogged table lightning_pay.rate_limits (
  key text primary key,
  points integer not null,
  -- Unix ms.
  expire bigint not null
) with (fillfactor = 50);
alter table lightning_pay.rate_limits enable row level security;
