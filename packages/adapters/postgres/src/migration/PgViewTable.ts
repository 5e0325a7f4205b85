/**
 * Rows of the read models, and the functions that write them: PL/pgSQL, since it keeps its plans from call to call.
 */
import { Effect } from "effect"
import { SqlClient } from "effect/sql/SqlClient"

const viewTable = `
create table layercake.views (
  projection text collate "C" not null,
  project text collate "C" not null,
  key text collate "C" not null,
  row json not null,
  primary key (projection, project, key)
) with (fillfactor = 80)`

/** Sorted, so that two who write the same rows do not wait for each other in a circle. */
const keepViews = `
create function layercake.keep_views(p_projections text[], p_projects text[], p_keys text[], p_rows text[])
returns void language plpgsql as $$
begin
  insert into layercake.views (projection, project, key, row)
  select * from (
    select w.projection, w.project, w.key, w.row::json
    from unnest(p_projections, p_projects, p_keys, p_rows) as w (projection, project, key, row)
    order by 1, 2, 3
  ) as sorted
  on conflict (projection, project, key) do update set row = excluded.row;
end
$$`

const dropViews = `
create function layercake.drop_views(p_projections text[], p_projects text[], p_keys text[])
returns void language plpgsql as $$
begin
  delete from layercake.views v
  using unnest(p_projections, p_projects, p_keys) as w (projection, project, key)
  where v.projection = w.projection and v.project = w.project and v.key = w.key;
end
$$`

const replaceViews = `
create function layercake.replace_views(p_projection text, p_project text, p_keys text[], p_rows text[])
returns void language plpgsql as $$
begin
  delete from layercake.views v
  where v.projection = p_projection and v.project = p_project and v.key <> all (p_keys);
  insert into layercake.views (projection, project, key, row)
  select p_projection, p_project, w.key, w.row::json from unnest(p_keys, p_rows) as w (key, row)
  on conflict (projection, project, key) do update set row = excluded.row;
end
$$`

export const viewTables = Effect.gen(function* () {
  const sql = yield* SqlClient
  for (const statement of [viewTable, keepViews, dropViews, replaceViews]) yield* sql.unsafe(statement)
})
