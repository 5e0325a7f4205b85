/**
 * The table in which our jobs lie: one of pg-boss's own shape, attached as a partition for our queue, so that pg-boss
 * claims from it and looks after it, with only the two indexes that our rows need.
 *
 * pg-boss's common table has ten more, for features that are not used here, and two foreign keys that lock the row of
 * the queue for every job; together they cost more than the rest of an append.
 */

/** The schema that pg-boss owns, and the one queue in it. */
export const jobSchema = "layercake_jobs"
export const queueName = "layercake"
export const jobTable = `${jobSchema}.job_layercake`

/** The index is the one from which pg-boss claims (its `job_i11`), without the queue's name. */
export const jobTableScript: ReadonlyArray<string> = [
  `select ${jobSchema}.create_queue('${queueName}', '{"policy":"standard"}')`,
  `create table ${jobTable} (like ${jobSchema}.job including defaults)
    with (autovacuum_vacuum_scale_factor = 0.05, autovacuum_vacuum_threshold = 1000)`,
  `alter table ${jobTable} add primary key (name, id)`,
  `alter table ${jobTable} add check (name = '${queueName}')`,
  `create index job_layercake_line on ${jobTable} (priority desc, created_on, start_after)
    where state < 'active' and not blocked`,
  `alter table ${jobSchema}.job attach partition ${jobTable} for values in ('${queueName}')`,
  `update ${jobSchema}.queue set table_name = 'job_layercake', partition = true where name = '${queueName}'`
]

/**
 * For functions on this table. It is empty one moment and full the next, and a plan that was made and kept while it was
 * empty would read the whole of it when it is full.
 */
export const plan = "set enable_seqscan = off set enable_hashjoin = off set enable_mergejoin = off"

/**
 * Places in the line as pg-boss sorts them: microseconds since 2000, of which the lower 20 bits are for the order of
 * arrival. The end lies after 2^31 places, where pg-boss's own sums still hold. Spelt out rather than SQL functions, which
 * would not be inlined.
 */
const origin = "timestamptz '2000-01-01 00:00:00+00'"
export const lineEnd = "timestamptz '2071-05-10 11:56:53.685248+00'"

export const placeOf = (place: string, serial: string): string =>
  `(${origin} + (((${place}) << 20) + (${serial} & 1048575)) * interval '1 microsecond')`

/** The place that a time stands for. */
export const placeIn = (time: string): string =>
  `((extract(epoch from ${time} - ${origin}) * 1000000)::bigint >> 20)`
