/**
 * What people may do to jobs that are in the queue, and what they are shown.
 */
import { jobTable, lineEnd, placeOf, plan, queueName } from "../PgJobTable.ts"

/** Its deliveries are counted anew, so it gets a new life: leases of the old one must not fit. */
const requeue = `
create function layercake.requeue_job(p_key text) returns integer language plpgsql ${plan} as $$
declare
  v_job record;
  v_serial bigint;
begin
  select j.id, j.priority, j.group_id into v_job from ${jobTable} j
  where j.name = '${queueName}' and j.id = p_key::uuid and j.state > 'completed' for update;
  if not found then
    return null;
  end if;
  v_serial := nextval('layercake.job_serial');
  update ${jobTable} j set
    state = 'created', retry_count = 0, started_on = null, heartbeat_on = null, completed_on = null,
    start_after = now(), group_tier = v_serial,
    created_on = ${placeOf("layercake.take_place(v_job.priority, v_job.group_id)", "v_serial")}
  where j.name = '${queueName}' and j.id = v_job.id;
  return v_job.priority;
end
$$`

const cancel = `
create function layercake.cancel_job(p_key text, p_reason text) returns boolean language plpgsql ${plan} as $$
begin
  perform layercake.admit_jobs();
  update ${jobTable} j set
    state = 'cancelled', heartbeat_on = null, completed_on = now(),
    output = jsonb_build_object('message', p_reason)
  where j.name = '${queueName}' and j.id = p_key::uuid and j.state < 'completed';
  return found;
end
$$`

/** The job of another tier comes in there as a new one does; one that waits for its time goes on waiting. */
const move = `
create function layercake.move_job(p_key text, p_priority integer) returns boolean language plpgsql ${plan} as $$
declare
  v_job record;
  v_place timestamptz;
begin
  perform layercake.admit_jobs();
  select j.id, j.priority, j.group_id, j.state < 'active' and j.created_on < ${lineEnd} as waits
    into v_job from ${jobTable} j
  where j.name = '${queueName}' and j.id = p_key::uuid and j.state <> 'active' for update;
  if not found then
    return false;
  end if;
  if v_job.waits and v_job.priority <> p_priority then
    v_place := ${placeOf("layercake.take_place(p_priority, v_job.group_id)", "nextval('layercake.job_serial')")};
  end if;
  update ${jobTable} j set priority = p_priority, created_on = coalesce(v_place, j.created_on)
  where j.name = '${queueName}' and j.id = v_job.id;
  return true;
end
$$`

const jobs = `
create view layercake.jobs as
  select
    j.data, j.priority, j.group_id as project,
    case
      when j.state = 'active' then 'running'
      when j.state = 'failed' then 'dead'
      when j.state = 'cancelled' then 'cancelled'
      when j.start_after > now() then 'delayed'
      else 'waiting'
    end as state,
    case when j.started_on is null then j.retry_count else j.retry_count + 1 end as attempt,
    j.output ->> 'message' as error,
    (extract(epoch from j.source_created_on) * 1000)::double precision as enqueued,
    (extract(epoch from case
      when j.state = 'active' then j.heartbeat_on + j.heartbeat_seconds * interval '1 second'
      when j.state > 'active' then j.completed_on
      else j.start_after
    end) * 1000)::double precision as due,
    j.id as key, j.created_on as place, j.source_created_on, j.group_tier::bigint as serial, j.start_after
  from ${jobTable} j
  where j.name = '${queueName}'
  union all
  select
    a.data, a.priority, a.project, case when a.start_after > now() then 'delayed' else 'waiting' end, 0, null,
    (extract(epoch from a.at) * 1000)::double precision,
    (extract(epoch from a.start_after) * 1000)::double precision,
    a.id, ${lineEnd}, a.at, a.serial, a.start_after
  from (
    select b.*, b.at + b.delay * interval '1 millisecond' as start_after from layercake.job_arrivals b
    where not exists (select from ${jobTable} j where j.name = '${queueName}' and j.id = b.id)
  ) as a`

/** How each tier stands, and how deliveries of the last hour went; the spreads by nearest rank. */
const stats = `
create view layercake.job_stats as
  with standing as (
    select j.priority,
      count(*) filter (where j.state = 'waiting')::integer as waiting,
      count(*) filter (where j.state = 'delayed')::integer as delayed,
      count(*) filter (where j.state = 'running')::integer as running,
      count(*) filter (where j.state = 'dead')::integer as dead,
      count(*) filter (where j.state = 'cancelled')::integer as cancelled,
      (extract(epoch from now() - min(j.start_after) filter (where j.state = 'waiting')) * 1000)::double precision
        as oldest
    from layercake.jobs j group by j.priority
  ), ended as (
    select e.priority,
      count(*) filter (where e.outcome = 'completed')::integer as completed,
      count(*) filter (where e.outcome = 'retried')::integer as retried,
      count(*) filter (where e.outcome = 'buried')::integer as buried,
      percentile_disc(array[0.5, 0.95]) within group (order by o.wait) as waits,
      percentile_disc(array[0.5, 0.95]) within group (order by o.run) as runs
    from layercake.job_ends e cross join lateral unnest(e.wait_millis, e.run_millis) as o (wait, run)
    where e.ended_at > now() - interval '1 hour' group by e.priority
  )
  select t.priority, t.paused,
    coalesce(s.waiting, 0) as waiting, coalesce(s.delayed, 0) as delayed, coalesce(s.running, 0) as running,
    coalesce(s.dead, 0) as dead, coalesce(s.cancelled, 0) as cancelled, s.oldest,
    coalesce(e.completed, 0) as completed, coalesce(e.retried, 0) as retried, coalesce(e.buried, 0) as buried,
    e.waits[1]::double precision as wait_p50, e.waits[2]::double precision as wait_p95,
    e.runs[1]::double precision as run_p50, e.runs[2]::double precision as run_p95
  from layercake.job_tiers t
  left join standing s using (priority)
  left join ended e using (priority)`

export const control: ReadonlyArray<string> = [requeue, cancel, move, jobs, stats]
