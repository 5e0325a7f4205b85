/**
 * What LayerCake asks of a job on pg-boss's table: an id that is known once, turns between projects, a lease that is
 * named by the delivery, a delay of its own, an end among the dead. pg-boss claims jobs (`PgBossQueue`); how they come
 * in is in `PgJobEnqueue`, how deliveries end in `PgJobSettlement`, what people may do and see in `PgJobControl`.
 *
 * In pg-boss's terms: the uuid is a digest of our id, so the primary key refuses an id that is there in any state;
 * completing removes the row; `priority` is the tier; `created_on` is the place in the line; `start_after` is since when
 * or from when it may be taken; `heartbeat_seconds` is the lease; `failed` is dead; `group_id` is the project;
 * `group_tier` is a number that is new with every life of an id; `source_created_on` is when it came in. Times and limits
 * by which pg-boss would end a job by itself are out of reach.
 */
import { Effect } from "effect"
import { SqlClient } from "effect/sql/SqlClient"
import { jobTable, lineEnd, placeIn, placeOf, plan, queueName } from "../PgJobTable.ts"
import { control } from "./PgJobControl.ts"
import { enqueueing } from "./PgJobEnqueue.ts"
import { settlement } from "./PgJobSettlement.ts"

/** `served`: the place at the head of the line, as of the last look; behind by what was handed out since. */
const tierTable = `
create table layercake.job_tiers (
  priority integer primary key,
  paused boolean not null default false,
  served bigint not null default 0
) with (fillfactor = 20)`
const tierRows = "insert into layercake.job_tiers (priority) select generate_series(0, 3)"

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
 * nothing waits. Lets in what came, gives those their place whose time has come, and notes how far the line is. What it
 * writes may be lost with the server, since the next look writes it again.
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
  v_done boolean;
begin
  perform set_config('synchronous_commit', 'off', true);
  v_done := layercake.admit_jobs() is null;
  select t.paused, t.served into paused, v_served from layercake.job_tiers t where t.priority = p_priority;
  for v_job in
    select j.id, j.group_id from ${jobTable} j
    where ${waiting} and j.created_on = ${lineEnd} and j.start_after <= now()
    order by j.start_after limit 100 for update skip locked
  loop
    v_serial := nextval('layercake.job_serial');
    v_place := layercake.take_place(p_priority, v_job.group_id);
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
  const statements = [tierTable, tierRows, ...enqueueing, endLeases, look]
  for (const statement of [...statements, ...settlement, ...control]) yield* sql.unsafe(statement)
})
