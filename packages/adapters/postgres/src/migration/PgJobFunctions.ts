/**
 * What LayerCake asks of a job, on pg-boss's table: an id that is known once, a place in the line, a lease that is
 * named by the delivery, a delay of its own, an end among the dead. pg-boss claims jobs (`PgBossQueue`).
 *
 * In pg-boss's terms: the job's uuid comes from our id, so its primary key refuses an id that is there in any state;
 * completing removes the row; `priority` is the tier; `created_on` is the place in the line; `heartbeat_seconds` is
 * the lease; `failed` is dead. Times and limits by which pg-boss would end a job by itself are out of reach.
 */
import { Effect } from "effect"
import { SqlClient } from "effect/sql/SqlClient"

const jobKey = `
create function layercake.job_key(p_id text) returns uuid language sql immutable as $$
  select substr(encode(sha256(convert_to(p_id, 'UTF8')), 'hex'), 1, 32)::uuid
$$`

/** Microseconds since 1970 that rise with every call, also where the clock only knows milliseconds. */
const jobOrder = "create sequence layercake.job_order"
const nextJobOrder = `
create function layercake.next_job_order() returns bigint language sql volatile as $$
  select setval('layercake.job_order', greatest(
    nextval('layercake.job_order'),
    (extract(epoch from clock_timestamp()) * 1000000)::bigint
  ))
$$`

const enqueue = `
create function layercake.enqueue(
  p_ids text[], p_priorities integer[], p_projects text[], p_kinds text[], p_payloads text[], p_lease integer
) returns void language plpgsql as $$
begin
  insert into layercake_jobs.job_common (
    id, name, priority, data, created_on, start_after, keep_until,
    policy, retry_limit, expire_seconds, deletion_seconds, heartbeat_seconds
  )
  select
    layercake.job_key(j.id), 'layercake', j.priority,
    jsonb_build_object('id', j.id, 'project', j.project, 'kind', j.kind, 'payload', j.payload, 'life', j.life),
    timestamptz 'epoch' + j.life * interval '1 microsecond', now(), 'infinity',
    'standard', 1000000000, 2147483647, 0, p_lease
  from (
    select w.*, layercake.next_job_order() as life
    from unnest(p_ids, p_priorities, p_projects, p_kinds, p_payloads) as w (id, priority, project, kind, payload)
  ) as j
  on conflict do nothing;
end
$$`

/** What a delivery may do with its job: \`p_attempt\` and \`p_life\` are its lease. False when it no longer counts. */
const settle = `
create function layercake.settle_job(
  p_id text, p_attempt integer, p_life bigint, p_how text, p_delay_millis double precision, p_error text
) returns boolean language plpgsql as $$
declare
  v_key uuid := layercake.job_key(p_id);
begin
  if p_how = 'complete' then
    delete from layercake_jobs.job_common j
    where j.name = 'layercake' and j.id = v_key and j.state = 'active'
      and j.retry_count = p_attempt and (j.data ->> 'life')::bigint = p_life;
  else
    update layercake_jobs.job_common j set
      state = case p_how when 'heartbeat' then 'active' when 'bury' then 'failed' else 'retry' end::layercake_jobs.job_state,
      heartbeat_on = case p_how when 'heartbeat' then now() end,
      -- A delivery that nobody saw does not count as one.
      started_on = case p_how when 'release' then null else j.started_on end,
      start_after = case p_how when 'retry' then now() + p_delay_millis * interval '1 millisecond' else j.start_after end,
      completed_on = case p_how when 'bury' then now() end,
      output = case when p_how in ('retry', 'bury') then jsonb_build_object('message', p_error) else j.output end
    where j.name = 'layercake' and j.id = v_key and j.state = 'active'
      and j.retry_count = p_attempt and (j.data ->> 'life')::bigint = p_life;
  end if;
  return found;
end
$$`

const requeue = `
create function layercake.requeue_job(p_id text) returns integer language plpgsql as $$
declare
  v_priority integer;
begin
  update layercake_jobs.job_common j set state = 'retry', completed_on = null, start_after = now()
  where j.name = 'layercake' and j.id = layercake.job_key(p_id) and j.state = 'failed'
  returning j.priority into v_priority;
  return v_priority;
end
$$`

/** Ends leases: every one, or those that ran out. */
const endLeases = `
create function layercake.end_leases(p_all boolean) returns integer language plpgsql as $$
declare
  v_count integer;
begin
  update layercake_jobs.job_common j set state = 'retry', heartbeat_on = null
  where j.name = 'layercake' and j.state = 'active'
    and (p_all or j.heartbeat_on + j.heartbeat_seconds * interval '1 second' < now());
  get diagnostics v_count = row_count;
  return v_count;
end
$$`

/** For each tier that has a job: milliseconds until one may be taken, zero or less when now. */
const due = `
create function layercake.due_jobs(p_priorities integer[])
returns table (priority integer, millis double precision) language plpgsql as $$
begin
  perform layercake.end_leases(false);
  return query
    select w.priority, d.millis
    from unnest(p_priorities) as w (priority)
    cross join lateral (
      select (extract(epoch from min(j.start_after) - now()) * 1000)::double precision as millis
      from layercake_jobs.job_common j
      where j.name = 'layercake' and j.state < 'active' and not j.blocked and j.priority = w.priority
    ) as d
    where d.millis is not null;
end
$$`

const list = `
create view layercake.jobs as
  select
    j.data ->> 'id' as id, j.priority, j.data ->> 'project' as project, j.data ->> 'kind' as kind,
    j.data ->> 'payload' as payload,
    case
      when j.state = 'active' then 'running'
      when j.state = 'failed' then 'dead'
      when j.start_after > now() then 'delayed'
      else 'waiting'
    end as state,
    case when j.started_on is null then j.retry_count else j.retry_count + 1 end as attempt,
    j.output ->> 'message' as error,
    j.created_on
  from layercake_jobs.job_common j
  where j.name = 'layercake'`

export const jobFunctions = Effect.gen(function* () {
  const sql = yield* SqlClient
  for (const statement of [jobKey, jobOrder, nextJobOrder, enqueue, settle, requeue, endLeases, due, list]) {
    yield* sql.unsafe(statement)
  }
})
