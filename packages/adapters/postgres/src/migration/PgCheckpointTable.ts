/**
 * How far each reader of the log has come, and who has its shares. Times are those of the database, so that the clocks
 * of the machines do not matter.
 */
import { Effect } from "effect"
import { SqlClient } from "effect/sql/SqlClient"

/** `token` names the claim; null, as the end of the lease, when nobody has the share. */
const checkpointTable = `
create table layercake.checkpoints (
  reader text collate "C" not null,
  share integer not null,
  position bigint not null,
  token text,
  lease interval,
  leased_until timestamptz,
  updated_at timestamptz not null,
  primary key (reader, share)
) with (fillfactor = 50)`

/** No row while another has the share. */
const claim = `
create function layercake.claim_checkpoint(p_reader text, p_share integer, p_start bigint, p_millis double precision)
returns table (claimed_position bigint, claimed_token text) language plpgsql as $$
declare
  v_now timestamptz := clock_timestamp();
  v_lease interval := p_millis * interval '1 millisecond';
begin
  return query
    insert into layercake.checkpoints as c (reader, share, position, token, lease, leased_until, updated_at)
    values (p_reader, p_share, p_start, gen_random_uuid()::text, v_lease, v_now + v_lease, v_now)
    on conflict (reader, share) do update
      set token = excluded.token, lease = excluded.lease, leased_until = excluded.leased_until, updated_at = excluded.updated_at
      where c.leased_until is null or c.leased_until <= clock_timestamp()
    returning c.position, c.token;
end
$$`

/** A lease that ended still counts while nobody else has claimed the share. False when somebody has. */
const advance = `
create function layercake.advance_checkpoint(p_reader text, p_share integer, p_token text, p_position bigint)
returns boolean language plpgsql as $$
begin
  update layercake.checkpoints c
    set position = greatest(c.position, p_position),
      leased_until = clock_timestamp() + c.lease,
      updated_at = clock_timestamp()
    where c.reader = p_reader and c.share = p_share and c.token = p_token;
  return found;
end
$$`

export const checkpointTables = Effect.gen(function* () {
  const sql = yield* SqlClient
  for (const statement of [checkpointTable, claim, advance]) yield* sql.unsafe(statement)
})
