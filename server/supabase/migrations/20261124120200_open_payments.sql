-- How many payments can be paid now: MAX_OPEN_PAYMENTS is held against it. Every creation may ask, so it has an index.

create index invoices_open on lightning_pay.invoices (deadline) where status in ('new', 'processing');

-- {nowMs} -> number
create function public.lp_count_open(args jsonb) returns jsonb
  language sql stable security definer set search_path = pg_catalog, lightning_pay
as $$
  select to_jsonb(count(*)) from lightning_pay.invoices
  where status in ('new', 'processing') and deadline > lightning_pay.at(args ->> 'nowMs')
$$;

revoke all on function public.lp_count_open(jsonb) from public, anon;
do $$
begin
  -- Supabase grants functions in `public` to this role by default.
  if exists (select from pg_catalog.pg_roles where rolname = 'authenticated') then
    revoke all on function public.lp_count_open(jsonb) from authenticated;
  end if;
end
$$;
grant execute on function public.lp_count_open(jsonb) to service_role;
