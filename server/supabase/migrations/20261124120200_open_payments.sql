-- How many payments can be paid now: MAX_OPEN_PAYMENTS is held against it. Every creation may ask, so it has an index.

create index invoices_open on lightning_pay.invoices (deadline) where status in ('new', 'processing');

-- {nowMs} -> number
create function public.lp_count_open(args jsonb) returns jsonb
  language sql stable security definer set search_path = pg_catalog, lightning_pay
as $$
  select to_jsonb(count(*)) from lightning_pay.invoices
  where status in ('new', 'processing') and deadline > lightning_pay.at(args ->> 'nowMs')
$$;

call lightning_pay.guard_functions();
