/**
 * Where in the log a reading ends: what is readable now, and how far one page may look.
 */
import { Effect } from "effect"
import { SqlClient } from "effect/sql/SqlClient"

/** The last position that no running transaction can fill any more. */
const horizon = `
create function layercake.horizon() returns bigint language sql stable as $$
  select ((pg_snapshot_xmin(pg_current_snapshot())::text::bigint + o.xid_offset) << 14) - 1 from layercake.log_epoch o
$$`

/**
 * The last position that a page after \`p_after\` looks at, so that it looks at some \`p_rows\` events at most and that the
 * page itself is cheap in whichever way it is planned: \`p_bound\` when so few are left. The settings leave one way to
 * plan this, along the index: without statistics the planner would now and then sort the rest of the log.
 */
const reach = (name: string, past: string, order: string, nearest: string) => `
create function layercake.${name}(p_after bigint, p_bound bigint, p_types text[], p_rows integer)
returns bigint language plpgsql stable
set enable_seqscan = off set enable_bitmapscan = off set enable_sort = off as $$
declare
  v_reach bigint;
begin
  if p_types is null then
    select e.position into v_reach from layercake.events e
      where e.position ${past} p_after order by e.position ${order} offset p_rows - 1 limit 1;
  else
    -- A share of the rows for each type.
    select ${nearest}(l.position) into v_reach
      from unnest(p_types) as t (type)
      cross join lateral (
        select e.position from layercake.events e
        where e.type = t.type and e.position ${past} p_after order by e.position ${order}
        offset greatest(p_rows / cardinality(p_types), 16) - 1 limit 1
      ) as l;
  end if;
  return ${nearest === "min" ? "least" : "greatest"}(v_reach, p_bound);
end
$$`

/**
 * The first and the last position from `p_low` to `p_high` of what happened within a time; nulls when nothing did. The
 * settings leave the index on times, which is small because times rise almost as positions do.
 */
const within = `
create function layercake.positions_within(
  p_since timestamptz, p_until timestamptz, p_low bigint, p_high bigint, out low bigint, out high bigint
) language plpgsql stable set enable_seqscan = off set enable_indexscan = off as $$
begin
  select min(e.position), max(e.position) into low, high from layercake.events e
    where e.at >= coalesce(p_since, '-infinity') and e.at < coalesce(p_until, 'infinity')
      and e.position + 0 between p_low and p_high;
end
$$`

/** Positions rise with versions, so the version is found by halving. */
const versionAtPosition = `
create function layercake.version_at_position(p_stream text, p_position bigint)
returns integer language plpgsql stable as $$
declare
  v_low integer := 0;
  v_high integer;
  v_middle integer;
begin
  select e.version into v_high from layercake.events e where e.stream = p_stream order by e.version desc limit 1;
  v_high := coalesce(v_high, 0);
  while v_low < v_high loop
    v_middle := v_low + (v_high - v_low + 1) / 2;
    perform 1 from layercake.events e
      where e.stream = p_stream and e.version = v_middle and e.position <= p_position;
    if found then
      v_low := v_middle;
    else
      v_high := v_middle - 1;
    end if;
  end loop;
  return v_low;
end
$$`

export const readFunctions = Effect.gen(function* () {
  const sql = yield* SqlClient
  for (const statement of [
    horizon,
    reach("reach", ">", "asc", "min"),
    reach("reach_back", "<", "desc", "max"),
    within,
    versionAtPosition
  ])
    yield* sql.unsafe(statement)
})
