/**
 * What LayerCake asks of a job on pg-boss's table: an id that is known once, turns between projects, a lease that is
 * named by the delivery, a delay of its own, an end among the dead. pg-boss claims jobs (`PgBossQueue`); how deliveries
 * end is in `PgJobSettlement`, what people may do and see in `PgJobControl`.
 *
 * In pg-boss's terms: the uuid is a digest of our id, so the primary key refuses an id that is there in any state;
 * completing removes the row; `priority` is the tier; `created_on` is the place in the line; `start_after` is since when
 * or from when it may be taken; `heartbeat_seconds` is the lease; `failed` is dead; `group_id` is the project;
 * `group_tier` is a number that is new with every life of an id; `source_created_on` is when it came in. Times and limits
 * by which pg-boss would end a job by itself are out of reach.
 *
 * Turns are start-time fair queueing (Goyal, Vin and Cheng, 1996) with jobs of equal size: a job gets its place when it
 * comes in, the place that is served now or the one after the last of its project, whichever is later, and ties go by
 * arrival. A job that has to wait for its time gets its place when the time has come; until then it is at the very end.
 */
import { Effect } from "effect"
import { SqlClient } from "effect/sql/SqlClient"
import { jobTable, lineEnd, placeIn, placeOf, plan, queueName } from "../PgJobTable.ts"
import { control } from "./PgJobControl.ts"
import { settlement } from "./PgJobSettlement.ts"

/** Names lives, and breaks ties between jobs at one place. */
const serial = "create sequence layercake.job_serial"

/** `served`: the place at the head of the line, as of the last look; behind by what was handed out since. */
const tierTable = `
create table layercake.job_tiers (
  priority integer primary key,
  paused boolean not null default false,
  served bigint not null default 0
) with (fillfactor = 20)`
const tierRows = "insert into layercake.job_tiers (priority) select generate_series(0, 3)"

/** The last place of each project. Those that are served already are the same as none, and removed now and then. */
const turnTable = `
create table layercake.job_turns (
  priority integer not null,
  project text collate "C" not null,
  place bigint not null,
  primary key (priority, project)
) with (fillfactor = 50)`

/** The last of so many places in a row for one project. */
const turn = (priority: string, project: string, count: string, into: string) => `
    insert into layercake.job_turns as t (priority, project, place)
      select ${priority}, ${project}, s.served + ${count} - 1 from layercake.job_tiers s where s.priority = ${priority}
      on conflict (priority, project) do update set place = greatest(excluded.place, t.place + ${count})
      returning t.place into ${into}`
const takePlaces = `
create function layercake.take_places(p_priority integer, p_project text, p_count integer) returns bigint
language plpgsql as $$
declare
  v_last bigint;
begin
  ${turn("p_priority", "p_project", "p_count", "v_last")};
  return v_last - p_count + 1;
end
$$`

const isKnown = `exists (select from ${jobTable} j where j.name = '${queueName}' and j.id = p_keys[n]::uuid)`
const insert = (place: string) => `
    insert into ${jobTable} (
      id, name, priority, data, group_id, group_tier, created_on, source_created_on, start_after, keep_until,
      policy, retry_limit, expire_seconds, deletion_seconds, heartbeat_seconds
    ) values (
      p_keys[n]::uuid, '${queueName}', p_priorities[n], p_data[n]::jsonb, p_projects[n], v_serial,
      case when p_delays[n] > 0 then ${lineEnd} else ${placeOf(place, "v_serial")} end,
      now(), now() + p_delays[n] * interval '1 millisecond', 'infinity',
      'standard', 1000000000, 2147483647, 0, p_lease
    ) on conflict do nothing`

/**
 * What is known already is left as it is and takes no place. The usual single job has a way of its own, since an append
 * pays for every step. Many take their places in one order, so that two who enqueue at once do not wait for each other
 * in a circle.
 */
const enqueue = `
create function layercake.enqueue(
  p_keys text[], p_priorities integer[], p_projects text[], p_delays double precision[], p_data text[], p_lease integer
) returns void language plpgsql ${plan} as $$
declare
  n integer := 1;
  v_count integer := cardinality(p_keys);
  v_place bigint;
  v_serial bigint;
begin
  if v_count > 1 then
    perform layercake.enqueue_many(p_keys, p_priorities, p_projects, p_delays, p_data, p_lease);
  elsif v_count = 1 and not ${isKnown} then
    if p_delays[1] = 0 then
      ${turn("p_priorities[1]", "p_projects[1]", "1", "v_place")};
    end if;
    v_serial := nextval('layercake.job_serial');
    ${insert("v_place")};
  end if;
end
$$`
const enqueueMany = `
create function layercake.enqueue_many(
  p_keys text[], p_priorities integer[], p_projects text[], p_delays double precision[], p_data text[], p_lease integer
) returns void language plpgsql ${plan} as $$
declare
  v_count integer := cardinality(p_keys);
  v_new boolean[] := array_fill(false, array[v_count]);
  v_places bigint[] := array_fill(0::bigint, array[v_count]);
  v_group record;
  v_place bigint;
  v_serial bigint;
begin
  for n in 1 .. v_count loop
    v_new[n] := not ${isKnown};
  end loop;
  for v_group in
    select w.priority, w.project, array_agg(w.n order by w.n) as members
    from unnest(p_priorities, p_projects, p_delays, v_new) with ordinality as w (priority, project, delay, new, n)
    where w.new and w.delay = 0 group by 1, 2 order by 1, 2
  loop
    v_place := layercake.take_places(v_group.priority, v_group.project, cardinality(v_group.members));
    for i in 1 .. cardinality(v_group.members) loop
      v_places[v_group.members[i]] := v_place + i - 1;
    end loop;
  end loop;
  for n in 1 .. v_count loop
    continue when not v_new[n];
    v_serial := nextval('layercake.job_serial');
    ${insert("v_places[n]")};
  end loop;
end
$$`

/** Ends leases: every one, or those that ran out. */
const endLeases = `
create function layercake.end_leases(p_all boolean) returns integer language plpgsql as $$
declare
  v_count integer;
begin
  update ${jobTable} j set state = 'retry', heartbeat_on = null, start_after = now()
  where j.name = '${queueName}' and j.id in (
    select k.id from ${jobTable} k
    where k.name = '${queueName}' and k.state = 'active'
      and (p_all or k.heartbeat_on + k.heartbeat_seconds * interval '1 second' < now())
    order by k.id for update
  );
  get diagnostics v_count = row_count;
  return v_count;
end
$$`

const waiting = `j.name = '${queueName}' and j.priority = p_priority and j.state < 'active' and not j.blocked`

/**
 * Before a claim: whether the tier is paused, and in how many milliseconds it has a job, zero when now, null when
 * nothing waits. Gives those their place whose time has come, and notes how far the line is. What it writes may be lost
 * with the server, since the next look writes it again.
 */
const look = `
create function layercake.look_for_jobs(p_priority integer, out paused boolean, out millis double precision)
language plpgsql ${plan} as $$
declare
  v_job record;
  v_served bigint;
  v_head timestamptz;
  v_place bigint;
  v_serial bigint;
begin
  perform set_config('synchronous_commit', 'off', true);
  select t.paused, t.served into paused, v_served from layercake.job_tiers t where t.priority = p_priority;
  for v_job in
    select j.id, j.group_id from ${jobTable} j
    where ${waiting} and j.created_on = ${lineEnd} and j.start_after <= now()
    order by j.start_after limit 100 for update skip locked
  loop
    v_serial := nextval('layercake.job_serial');
    v_place := layercake.take_places(p_priority, v_job.group_id, 1);
    update ${jobTable} j set created_on = ${placeOf("v_place", "v_serial")}
    where j.name = '${queueName}' and j.id = v_job.id;
  end loop;
  -- From where the line was, since what lies before has mostly been taken; what was given back may lie there yet.
  select j.created_on into v_head from ${jobTable} j
  where ${waiting} and j.created_on >= ${placeOf("v_served", "0")} and j.created_on < ${lineEnd}
  order by j.priority desc, j.created_on limit 1;
  if v_head is null then
    select j.created_on into v_head from ${jobTable} j
    where ${waiting} order by j.priority desc, j.created_on limit 1;
  end if;
  if v_head < ${lineEnd} then
    millis := 0;
    v_place := ${placeIn("v_head")};
    if v_place > v_served then
      update layercake.job_tiers t set served = v_place where t.priority = p_priority and t.served < v_place;
    end if;
  elsif v_head is not null then
    select greatest(extract(epoch from j.start_after - now()) * 1000, 0) into millis from ${jobTable} j
    where ${waiting} and j.created_on = ${lineEnd}
    order by j.start_after limit 1;
  end if;
end
$$`

export const jobFunctions = Effect.gen(function* () {
  const sql = yield* SqlClient
  const statements = [
    serial,
    tierTable,
    tierRows,
    turnTable,
    takePlaces,
    enqueueMany,
    enqueue,
    endLeases,
    look
  ]
  for (const statement of [...statements, ...settlement, ...control]) yield* sql.unsafe(statement)
})
