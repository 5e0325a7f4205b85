/**
 * How jobs come in, and to their place in the line.
 *
 * Turns are start-time fair queueing (Goyal, Vin and Cheng, 1996) with jobs of equal size: a job that comes in gets the
 * place that is served now or the one after the last of its project, whichever is later, and ties go by arrival. A job that has to wait for its time gets its place when the time has come; until then it is at the very end.
 */
import { jobTable, lineEnd, placeOf, plan, queueName } from "../PgJobTable.ts"

/** Names lives, and breaks ties between jobs at one place. */
const serial = "create sequence layercake.job_serial"

/** The last place of each project. Those that are served already are the same as none, and removed now and then. */
const turnTable = `
create table layercake.job_turns (
  priority integer not null,
  project text collate "C" not null,
  place bigint not null,
  primary key (priority, project)
) with (fillfactor = 50)`

/** The next place in the line of a project. */
const takePlace = `
create function layercake.take_place(p_priority integer, p_project text) returns bigint language plpgsql as $$
declare
  v_place bigint;
begin
  insert into layercake.job_turns as t (priority, project, place)
    select p_priority, p_project, s.served from layercake.job_tiers s where s.priority = p_priority
    on conflict (priority, project) do update set place = greatest(excluded.place, t.place + 1)
    returning t.place into v_place;
  return v_place;
end
$$`

/**
 * What an append brings waits here until somebody looks for work, which is when it gets its place: an append pays for
 * one narrow row, looks nothing up, and takes no lock that another append of the project wants.
 */
const arrivalTable = `
create table layercake.job_arrivals (
  id uuid primary key,
  priority integer not null,
  lease integer not null,
  delay double precision not null,
  serial bigint not null default nextval('layercake.job_serial'),
  at timestamptz not null default now(),
  project text collate "C" not null,
  data jsonb not null
) with (autovacuum_vacuum_scale_factor = 0.05, autovacuum_vacuum_threshold = 1000)`

/**
 * The statement of an append: jobs `w`, in the order in which they come. Whoever shares ids with an append of another
 * stream may meet it in a circle, and begins again.
 */
export const arrive = (from: string): string => `
  insert into layercake.job_arrivals (id, priority, project, delay, lease, data)
    select w.key::uuid, w.priority, w.project, w.delay, p_lease, w.data::jsonb from ${from} on conflict do nothing`

/** All of them; said by the key, so that the few rows are found by it and dead ones are passed over. */
const everyArrival = "a.id >= '00000000-0000-0000-0000-000000000000'"

/**
 * Gives jobs their places: those of them that are not known. Places are taken in one order, so that two who do this at
 * once do not wait for each other in a circle.
 */
const place = (jobs: string) => `
  with came as (${jobs}
  ), asked as (
    select c.* from came c
    left join lateral (
      select true as known from ${jobTable} j where j.name = '${queueName}' and j.id = c.id limit 1
    ) as k on true
    where k.known is null
  ), lines as (
    select a.priority, a.project, count(*) as count from asked a where a.delay = 0 group by 1, 2
  ), turns as (
    insert into layercake.job_turns as t (priority, project, place)
      select l.priority, l.project, s.served + l.count - 1
      from lines l join layercake.job_tiers s on s.priority = l.priority order by 1, 2
      on conflict (priority, project) do update set place = greatest(excluded.place, t.place + (
        select l.count from lines l where l.priority = excluded.priority and l.project = excluded.project
      ))
      returning t.priority, t.project, t.place
  ), placed as (
    select a.*,
      t.place + 1 - row_number() over (partition by a.priority, a.project, a.delay > 0 order by a.serial desc) as place
    from asked a left join turns t on t.priority = a.priority and t.project = a.project
  )
  insert into ${jobTable} (
    id, name, priority, data, group_id, group_tier, created_on, source_created_on, start_after, keep_until,
    policy, retry_limit, expire_seconds, deletion_seconds, heartbeat_seconds
  )
  select p.id, '${queueName}', p.priority, p.data, p.project, p.serial,
    case when p.delay > 0 then ${lineEnd} else ${placeOf("p.place", "p.serial")} end,
    p.at, p.at + p.delay * interval '1 millisecond', 'infinity', 'standard', 1000000000, 2147483647, 0, p.lease
  from placed as p
  on conflict do nothing`

/** Jobs that come by themselves have their place at once. */
const enqueue = `
create function layercake.enqueue(
  p_keys text[], p_priorities integer[], p_projects text[], p_delays double precision[], p_data text[], p_lease integer
) returns void language plpgsql ${plan} as $$
begin
  ${place(`
    select w.key::uuid as id, w.priority, w.project, w.delay, p_lease as lease, w.data::jsonb as data, now() as at,
      nextval('layercake.job_serial') as serial
    from unnest(p_keys, p_priorities, p_projects, p_delays, p_data) as w (key, priority, project, delay, data)`)};
end
$$`

/** Whoever comes while another does it waits, and then finds everybody in the line. */
const admit = `
create function layercake.admit_jobs() returns void language plpgsql ${plan} as $$
begin
  if exists (select from layercake.job_arrivals a where ${everyArrival}) then
    ${place(`
    delete from layercake.job_arrivals a where ${everyArrival} returning a.*`)};
  end if;
end
$$`

/** In the order in which they are made; the table of tiers is there before. */
export const enqueueing: ReadonlyArray<string> = [serial, turnTable, arrivalTable, takePlace, enqueue, admit]
