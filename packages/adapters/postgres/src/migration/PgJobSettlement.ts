/**
 * How deliveries end, many in one statement, and what is kept of their ends. A lease is the number of the attempt and
 * the life of the id; whoever has another one changes nothing.
 */
import { jobTable, lineEnd, plan, queueName } from "../PgJobTable.ts"

/**
 * Only ever added to, so that no row of it is fought over: one for those of a tier that ended together. Without a key: it is
 * read as a whole, and by age.
 */
const endTable = `
create table layercake.job_ends (
  ended_at timestamptz not null default now(),
  priority smallint not null,
  outcome text collate "C" not null,
  wait_millis real[] not null,
  run_millis real[] not null
)`
const endIndex =
  "create index job_ends_by_time on layercake.job_ends using brin (ended_at) with (pages_per_range = 16)"

const held = `j.name = '${queueName}' and j.id = w.key and j.state = 'active'
    and j.retry_count = w.attempt and j.group_tier = w.life`
const ended = `(extract(epoch from j.started_on - j.start_after) * 1000)::real as wait,
    (extract(epoch from now() - j.started_on) * 1000)::real as run, j.priority`

/** From rows of `ended`. */
const note = (outcome: string, from: string) => `
    insert into layercake.job_ends (priority, outcome, wait_millis, run_millis)
    select e.priority, ${outcome}, array_agg(e.wait), array_agg(e.run) from ${from} e group by e.priority`

/**
 * Returns the numbers of those that counted, from 1. What was asked for again meanwhile was known, and goes with them.
 */
const complete = `
create function layercake.complete_jobs(p_keys text[], p_attempts integer[], p_lives text[])
returns setof integer language plpgsql ${plan} as $$
begin
  return query
  with gone as (
    delete from ${jobTable} j
    using unnest(p_keys::uuid[], p_attempts, p_lives) with ordinality as w (key, attempt, life, n)
    where ${held}
    returning j.id, w.n::integer as n, ${ended}
  ), known as (
    delete from layercake.job_arrivals a using gone g where a.id = g.id
  ), noted as (${note("'completed'", "gone")}
  )
  select n from gone;
end
$$`

/**
 * `p_how`: heartbeat, retry, bury or release. A delivery that is released was seen by nobody and does not count as
 * one. A heartbeat may be lost with the server: then the lease ends sooner.
 */
const settle = `
create function layercake.settle_jobs(
  p_how text, p_keys text[], p_attempts integer[], p_lives text[], p_delays double precision[], p_errors text[]
) returns setof integer language plpgsql ${plan} as $$
begin
  if p_how = 'heartbeat' then
    perform set_config('synchronous_commit', 'off', true);
    return query
    update ${jobTable} j set heartbeat_on = now()
    from unnest(p_keys::uuid[], p_attempts, p_lives) with ordinality as w (key, attempt, life, n)
    where ${held}
    returning w.n::integer;
  elsif p_how = 'release' then
    return query
    update ${jobTable} j set state = 'retry', heartbeat_on = null, started_on = null
    from unnest(p_keys::uuid[], p_attempts, p_lives) with ordinality as w (key, attempt, life, n)
    where ${held}
    returning w.n::integer;
  else
    return query
    with ending as (
      select w.n::integer as n, j.id, w.delay, w.error, ${ended}
      from unnest(p_keys::uuid[], p_attempts, p_lives, p_delays, p_errors) with ordinality
        as w (key, attempt, life, delay, error, n)
      join ${jobTable} j on ${held}
      for update of j
    ), changed as (
      update ${jobTable} j set
        state = case p_how when 'bury' then 'failed' else 'retry' end::layercake_jobs.job_state,
        heartbeat_on = null,
        created_on = case when e.delay > 0 then ${lineEnd} else j.created_on end,
        start_after = now() + e.delay * interval '1 millisecond',
        completed_on = case p_how when 'bury' then now() end,
        output = jsonb_build_object('message', e.error)
      from ending e where j.name = '${queueName}' and j.id = e.id
      returning e.n, e.wait, e.run, e.priority
    ), noted as (${note("case p_how when 'bury' then 'buried' else 'retried' end", "changed")}
    )
    select n from changed;
  end if;
end
$$`

/** What nobody asks for any more: ends of the day before, and turns of places that are served. */
const forget = `
create function layercake.forget_jobs() returns void language plpgsql as $$
begin
  delete from layercake.job_ends e where e.ended_at < now() - interval '1 day';
  delete from layercake.job_turns t using layercake.job_tiers s
  where s.priority = t.priority and t.place < s.served;
end
$$`

export const settlement: ReadonlyArray<string> = [endTable, endIndex, complete, settle, forget]
