/**
 * The append: version check, events, receipt, views and jobs in one statement, which is one transaction and one
 * round trip.
 */
import { Effect } from "effect"
import { SqlClient } from "effect/sql/SqlClient"

/**
 * `p_expected`: a version, -1 for any, -2 for at least one. The lock on the stream comes before the transaction gets
 * its number, which is what keeps positions in the order of versions; so this must be a statement of its own, never a
 * part of a longer transaction.
 */
const append = `
create function layercake.append(
  p_stream text, p_expected integer, p_command text,
  p_types text[], p_schema_versions integer[], p_data text[], p_metadata text[], p_lease integer,
  p_kept_projections text[] default '{}', p_kept_projects text[] default '{}', p_kept_keys text[] default '{}',
  p_kept_rows text[] default '{}',
  p_dropped_projections text[] default '{}', p_dropped_projects text[] default '{}', p_dropped_keys text[] default '{}',
  p_job_ids text[] default '{}', p_job_priorities integer[] default '{}', p_job_projects text[] default '{}',
  p_job_kinds text[] default '{}', p_job_payloads text[] default '{}',
  out outcome text, out stream text, out version integer, out first_position bigint, out event_count integer
) language plpgsql as $$
declare
  v_version integer;
begin
  perform pg_advisory_xact_lock(1279350603, hashtext(p_stream));

  select 'duplicate', r.stream, r.version, r.first_position, r.event_count
    into outcome, stream, version, first_position, event_count
    from layercake.receipts r where r.command_id = p_command;
  if found then
    return;
  end if;

  stream := p_stream;
  select coalesce(max(e.version), 0) into v_version from layercake.events e where e.stream = p_stream;
  if not (p_expected = v_version or p_expected = -1 or (p_expected = -2 and v_version > 0)) then
    outcome := 'conflict';
    version := v_version;
    return;
  end if;

  outcome := 'appended';
  event_count := cardinality(p_types);
  version := v_version + event_count;
  select (pg_current_xact_id()::text::bigint + o.xid_offset) << 14 into first_position from layercake.log_epoch o;
  insert into layercake.events (position, stream, version, type, schema_version, data, metadata)
    select first_position + w.place - 1, p_stream, v_version + w.place, w.type, w.schema_version,
      w.data::json, w.metadata::json
    from unnest(p_types, p_schema_versions, p_data, p_metadata) with ordinality
      as w (type, schema_version, data, metadata, place);
  insert into layercake.receipts (command_id, stream, version, first_position, event_count)
    values (p_command, p_stream, append.version, append.first_position, append.event_count);
  if cardinality(p_dropped_keys) > 0 then
    perform layercake.drop_views(p_dropped_projections, p_dropped_projects, p_dropped_keys);
  end if;
  if cardinality(p_kept_keys) > 0 then
    perform layercake.keep_views(p_kept_projections, p_kept_projects, p_kept_keys, p_kept_rows);
  end if;
  if cardinality(p_job_ids) > 0 then
    perform layercake.enqueue(p_job_ids, p_job_priorities, p_job_projects, p_job_kinds, p_job_payloads, p_lease);
  end if;
end
$$`

export const appendFunction = Effect.gen(function* () {
  const sql = yield* SqlClient
  yield* sql.unsafe(append)
})
