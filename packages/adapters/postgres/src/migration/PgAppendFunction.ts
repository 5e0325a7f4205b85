/**
 * The append: version check, chain, events, receipt, views and jobs in one statement, which is one transaction and one
 * round trip.
 */
import { Effect } from "effect"
import { SqlClient } from "effect/sql/SqlClient"
import { arrive } from "./PgJobEnqueue.ts"
import { writeRows } from "./PgViewTable.ts"

const columns =
  "position, at, version, schema_version, size, share, stream, type, hash, payload, metadata, data"

const link = (stream: string, version: string, content: string) =>
  `sha256(convert_to(concat_ws(E'\\n', coalesce(v_link, ''), ${stream}, ${version}, ${content}), 'UTF8'))`

const position = "(pg_current_xact_id()::text::bigint + v_offset) << 14"

/** Postgres takes arrays for a reason to plan anew each time. */
const planOnce = "set plan_cache_mode = force_generic_plan"

/** The outcome of an append that goes on, and the columns that it has. */
const answer = "outcome, stream, version, first_position, event_count"

/**
 * How every append begins, from the parameters of these names. It ends here where nothing is to be written.
 *
 * `p_expected`: a version, -1 for any, -2 for at least one. The lock on the stream comes before the transaction gets
 * its number, which is what keeps positions in the order of versions; so this must be a statement of its own, never a
 * part of a longer transaction other than `append_all`, which takes every lock before.
 *
 * The receipt goes first of what is written: where the same command comes twice at once, on whichever streams, the
 * second waits there and then finds the first. `v_done` makes an expression of a call, which needs no query of its own.
 */
const beginning = (count: string, place: string) => `
  v_done := pg_advisory_xact_lock(1279350603, p_share) is null;

  select coalesce(e.version, 0), encode(e.hash, 'hex'), o.xid_offset into v_version, v_link, v_offset
    from layercake.log_epoch o
    left join lateral (
      select l.version, l.hash from layercake.events l where l.stream = p_stream order by l.version desc limit 1
    ) as e on true;
  if p_expected = v_version or p_expected = -1 or (p_expected = -2 and v_version > 0) then
    insert into layercake.receipts as r (command_id, stream, version, first_position, event_count)
      values (p_command, p_stream, v_version + ${count}, (${position}) + ${place}, ${count})
      on conflict do nothing
      returning 'appended', r.stream, r.version, r.first_position, r.event_count into ${answer};
  end if;
  if outcome is null then
    select 'duplicate', r.stream, r.version, r.first_position, r.event_count into ${answer}
      from layercake.receipts r where r.command_id = p_command;
    if not found then
      outcome := 'conflict';
      stream := p_stream;
      version := v_version;
    end if;
    return;
  end if;`

const writeRowsIfAny = `
  if cardinality(p_view_keys) > 0 then${writeRows}
  end if;`

/**
 * One small event with at most one job, which is what most commands bring, without arrays for either. The chain is that of
 * `core/event/EventChain`: `p_content` is the digest of the content.
 */
const appendOne = `
create function layercake.append_one(
  p_stream text, p_share integer, p_expected integer, p_command text, p_lease integer,
  p_type text, p_schema_version integer, p_at timestamptz, p_size integer, p_metadata json, p_data json, p_content text,
  p_view_projections text[], p_view_projects text[], p_view_keys text[], p_view_rows text[],
  p_job_key text, p_job_priority integer, p_job_project text, p_job_delay double precision, p_job_data text,
  out outcome text, out stream text, out version integer, out first_position bigint, out event_count integer
) language plpgsql as $$
declare
  v_version integer;
  v_link text;
  v_offset bigint;
  v_done boolean;
begin${beginning("1", "0")}
  insert into layercake.events (${columns}) values (
    first_position, p_at, version, p_schema_version, p_size, p_share, p_stream, p_type,
    ${link("p_stream", "version", "p_content")}, null, p_metadata, p_data
  );${writeRowsIfAny}
  if p_job_key is not null then
    ${arrive(`(
      select p_job_key as key, p_job_priority as priority, p_job_project as project, p_job_delay as delay,
        p_job_data as data
    ) as w`)};
  end if;
end
$$`

/** What goes with the events, from the parameters of the same names. */
const companions = `
  if cardinality(p_payloads) > 0 then
    insert into layercake.blobs (digest, bytes)
      select encode(w.payload, 'hex'), convert_to(w.data, 'UTF8')
      from unnest(p_data, p_payloads) as w (data, payload) where w.payload is not null order by 1
      on conflict do nothing;
  end if;
  if cardinality(p_kept) > 0 then
    insert into layercake.blobs (digest, bytes)
      select encode(sha256(k.bytes), 'hex'), k.bytes
      from (select convert_to(u.kept, 'UTF8') as bytes from unnest(p_kept) as u (kept)) as k order by 1
      on conflict do nothing;
  end if;${writeRowsIfAny}
  if cardinality(p_job_keys) > 0 then
    ${arrive("unnest(p_job_keys, p_job_priorities, p_job_projects, p_job_delays, p_job_data) as w (key, priority, project, delay, data)")};
  end if;`

/**
 * Any number of events. `p_place`: events of the same transaction before these. `p_contents`: their digests; `p_payloads`
 * has one for each event whose data is to lie in `layercake.blobs`, null for the others, and may be empty when there is
 * none. `p_kept`: texts that go to `layercake.blobs` as they are.
 */
const append = `
create function layercake.append(
  p_stream text, p_share integer, p_expected integer, p_command text, p_lease integer, p_place integer,
  p_types text[], p_schema_versions integer[], p_times timestamptz[], p_sizes integer[], p_metadata text[],
  p_data text[], p_payloads bytea[], p_contents text[],
  p_view_projections text[], p_view_projects text[], p_view_keys text[], p_view_rows text[],
  p_job_keys text[], p_job_priorities integer[], p_job_projects text[], p_job_delays double precision[],
  p_job_data text[], p_kept text[],
  out outcome text, out stream text, out version integer, out first_position bigint, out event_count integer
) language plpgsql ${planOnce} as $$
declare
  v_version integer;
  v_link text;
  v_offset bigint;
  v_hashes bytea[];
  v_done boolean;
begin${beginning("cardinality(p_types)", "p_place")}
  for place in 1 .. event_count loop
    v_hashes[place] := ${link("p_stream", "v_version + place", "p_contents[place]")};
    v_link := encode(v_hashes[place], 'hex');
  end loop;
  insert into layercake.events (${columns})
    select first_position + w.place - 1, w.at, v_version + w.place, w.schema_version, w.size, p_share, p_stream,
      w.type, w.hash, w.payload, w.metadata::json, case when w.payload is null then w.data::json end
    from unnest(p_types, p_schema_versions, p_times, p_sizes, p_metadata, p_data, p_payloads, v_hashes)
      with ordinality as w (type, schema_version, at, size, metadata, data, payload, hash, place);${companions}
end
$$`

const part = (name: string, from: string, counts: string) => `${name}[${from} + 1 : ${from} + ${counts}[n]]`
const parts = (names: ReadonlyArray<string>, from: string, counts: string) =>
  names.map((name) => part(name, from, counts)).join(", ")
const eventArrays = ["types", "schema_versions", "times", "sizes", "metadata", "data", "payloads", "contents"]
const viewArrays = ["view_projections", "view_projects", "view_keys", "view_rows"]
const jobArrays = ["job_keys", "job_priorities", "job_projects", "job_delays", "job_data"]
const named = (names: ReadonlyArray<string>) => names.map((name) => `p_${name}`)

/**
 * Several appends in one transaction, each with an outcome of its own. `p_*_counts` say which part of the arrays is whose.
 *
 * `p_apart`: no two of them have a stream, a command or a row in common. When besides none is a duplicate or has come too
 * late, everything is written at once, table by table, for some three fifths of the cost; otherwise one after the other. A
 * command that comes somewhere else at the same moment breaks the key of the receipts, and all of this is done again.
 * `p_locks`: the shares, each once and in order.
 */
const appendAll = `
create function layercake.append_all(
  p_lease integer, p_apart boolean, p_locks integer[],
  p_streams text[], p_shares integer[], p_expected integer[], p_commands text[],
  p_event_counts integer[], p_view_counts integer[], p_job_counts integer[], p_kept_counts integer[],
  p_types text[], p_schema_versions integer[], p_times timestamptz[], p_sizes integer[], p_metadata text[],
  p_data text[], p_payloads bytea[], p_contents text[],
  p_view_projections text[], p_view_projects text[], p_view_keys text[], p_view_rows text[],
  p_job_keys text[], p_job_priorities integer[], p_job_projects text[], p_job_delays double precision[],
  p_job_data text[], p_kept text[]
) returns table (outcome text, stream text, version integer, first_position bigint, event_count integer)
language plpgsql ${planOnce} as $$
declare
  v_count integer := cardinality(p_streams);
  v_place integer := 0;
  v_event integer := 0;
  v_view integer := 0;
  v_job integer := 0;
  v_kept integer := 0;
  v_all boolean := false;
  v_offset bigint;
  v_first bigint;
  v_firsts bigint[];
  v_link text;
  v_links text[];
  v_hash bytea;
  v_hashes bytea[];
  v_owners integer[];
  v_reached integer[];
  v_versions integer[];
  v_done boolean;
begin
  perform pg_advisory_xact_lock(1279350603, l.share) from unnest(p_locks) as l (share);

  if p_apart then
    select min(o.xid_offset), array_agg(coalesce(e.version, 0) order by w.n),
      array_agg(encode(e.hash, 'hex') order by w.n),
      bool_and(r.known is null and (w.expected in (-1, coalesce(e.version, 0)) or w.expected = -2 and coalesce(e.version, 0) > 0))
      into v_offset, v_reached, v_links, v_all
      from unnest(p_streams, p_expected, p_commands) with ordinality as w (stream, expected, command, n)
      cross join layercake.log_epoch o
      left join lateral (
        select l.version, l.hash from layercake.events l where l.stream = w.stream order by l.version desc limit 1
      ) as e on true
      left join lateral (
        select true as known from layercake.receipts r where r.command_id = w.command limit 1
      ) as r on true;
  end if;

  if v_all then
    v_first := ${position};
    for n in 1 .. v_count loop
      v_firsts[n] := v_first + v_event;
      v_link := v_links[n];
      for place in 1 .. p_event_counts[n] loop
        v_event := v_event + 1;
        v_hash := ${link("p_streams[n]", "v_reached[n] + place", "p_contents[v_event]")};
        v_link := encode(v_hash, 'hex');
        v_hashes[v_event] := v_hash;
        v_owners[v_event] := n;
        v_versions[v_event] := v_reached[n] + place;
      end loop;
      v_reached[n] := v_reached[n] + p_event_counts[n];
    end loop;
    insert into layercake.receipts (command_id, stream, version, first_position, event_count)
      select w.command, w.stream, w.version, w.first_position, w.event_count
      from unnest(p_commands, p_streams, v_reached, v_firsts, p_event_counts)
        as w (command, stream, version, first_position, event_count) order by 1;
    insert into layercake.events (${columns})
      select v_first + w.n - 1, w.at, w.version, w.schema_version, w.size, p_shares[w.owner], p_streams[w.owner],
        w.type, w.hash, w.payload, w.metadata::json, case when w.payload is null then w.data::json end
      from unnest(
        p_types, p_schema_versions, p_times, p_sizes, p_metadata, p_data, p_payloads, v_hashes, v_owners, v_versions
      ) with ordinality as w (type, schema_version, at, size, metadata, data, payload, hash, owner, version, n);
    ${companions.trim()}
    return query select 'appended', w.stream, w.version, w.first_position, w.event_count
      from unnest(p_streams, v_reached, v_firsts, p_event_counts) as w (stream, version, first_position, event_count);
    return;
  end if;

  for n in 1 .. v_count loop
    select a.outcome, a.stream, a.version, a.first_position, a.event_count
      into outcome, stream, version, first_position, event_count
      from layercake.append(
        p_streams[n], p_shares[n], p_expected[n], p_commands[n], p_lease, v_place,
        ${parts(named(eventArrays), "v_event", "p_event_counts")},
        ${parts(named(viewArrays), "v_view", "p_view_counts")},
        ${parts(named(jobArrays), "v_job", "p_job_counts")},
        ${part("p_kept", "v_kept", "p_kept_counts")}
      ) as a;
    if outcome = 'appended' then
      v_place := v_place + event_count;
    end if;
    v_event := v_event + p_event_counts[n];
    v_view := v_view + p_view_counts[n];
    v_job := v_job + p_job_counts[n];
    v_kept := v_kept + p_kept_counts[n];
    return next;
  end loop;
end
$$`

export const appendFunction = Effect.gen(function* () {
  const sql = yield* SqlClient
  yield* sql.unsafe(appendOne)
  yield* sql.unsafe(append)
  yield* sql.unsafe(appendAll)
})
