/**
 * How jobs come in, and to their place in the line.
 *
 * Turns are start-time fair queueing (Goyal, Vin and Cheng, 1996) with jobs of equal size: a job gets its place when it
 * comes in, the place that is served now or the one after the last of its project, whichever is later, and ties go by
 * arrival. A job that has to wait for its time gets its place when the time has come; until then it is at the very end.
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
const turn = (priority: string, project: string, into: string) => `
  insert into layercake.job_turns as t (priority, project, place)
    select ${priority}, ${project}, s.served from layercake.job_tiers s where s.priority = ${priority}
    on conflict (priority, project) do update set place = greatest(excluded.place, t.place + 1)
    returning t.place into ${into}`
const takePlace = `
create function layercake.take_place(p_priority integer, p_project text) returns bigint language plpgsql as $$
declare
  v_place bigint;
begin
  ${turn("p_priority", "p_project", "v_place")};
  return v_place;
end
$$`

/** From jobs that have their place, as `a`. */
const insertPlaced = (from: string) => `
  insert into ${jobTable} (
    id, name, priority, data, group_id, group_tier, created_on, source_created_on, start_after, keep_until,
    policy, retry_limit, expire_seconds, deletion_seconds, heartbeat_seconds
  )
  select a.key, '${queueName}', a.priority, a.data::jsonb, a.project, a.serial,
    case when a.delay > 0 then ${lineEnd} else ${placeOf("a.place", "a.serial")} end,
    now(), now() + a.delay * interval '1 millisecond', 'infinity', 'standard', 1000000000, 2147483647, 0, p_lease
  from ${from} as a
  on conflict do nothing`

/**
 * What is known already is left as it is and takes no place. The usual single job has a way of its own, since an append
 * pays for every step: it takes its place first, and gives it back when it was known.
 */
const enqueue = `
create function layercake.enqueue(
  p_keys text[], p_priorities integer[], p_projects text[], p_delays double precision[], p_data text[], p_lease integer
) returns void language plpgsql as $$
declare
  v_place bigint;
  v_serial bigint;
  v_done boolean;
begin
  if cardinality(p_keys) <> 1 then
    v_done := layercake.enqueue_many(p_keys, p_priorities, p_projects, p_delays, p_data, p_lease) is null;
    return;
  end if;
  v_serial := nextval('layercake.job_serial');
  if p_delays[1] = 0 then
    ${turn("p_priorities[1]", "p_projects[1]", "v_place")};
  end if;
  ${insertPlaced(`(
    select p_keys[1]::uuid as key, p_priorities[1] as priority, p_projects[1] as project, p_delays[1] as delay,
      p_data[1] as data, v_place as place, v_serial as serial
  )`)};
  if not found and p_delays[1] = 0 then
    update layercake.job_turns t set place = t.place - 1
      where t.priority = p_priorities[1] and t.project = p_projects[1];
  end if;
end
$$`

/** Places are taken in one order, so that two who enqueue at once do not wait for each other in a circle. */
const enqueueMany = `
create function layercake.enqueue_many(
  p_keys text[], p_priorities integer[], p_projects text[], p_delays double precision[], p_data text[], p_lease integer
) returns void language plpgsql ${plan} as $$
begin
  with asked as (
    select w.key::uuid as key, w.priority, w.project, w.delay, w.data, w.n, nextval('layercake.job_serial') as serial
    from unnest(p_keys, p_priorities, p_projects, p_delays, p_data) with ordinality
      as w (key, priority, project, delay, data, n)
    left join lateral (
      select true as known from ${jobTable} j where j.name = '${queueName}' and j.id = w.key::uuid limit 1
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
    select a.*, t.place + 1 - row_number() over (partition by a.priority, a.project, a.delay > 0 order by a.n desc) as place
    from asked a left join turns t on t.priority = a.priority and t.project = a.project
  )
  ${insertPlaced("placed")};
end
$$`

/** In the order in which they are made; the table of tiers is there before. */
export const enqueueing: ReadonlyArray<string> = [serial, turnTable, takePlace, enqueueMany, enqueue]
