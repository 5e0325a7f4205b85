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

/**
 * The statements that write rows, from the parameters of the names below. The row \`null\` removes. Rows come once each and
 * are locked in one order, those to be removed as well, so that two who write the same rows do not wait for each other in
 * a circle.
 */
export const writeRows = `
  insert into layercake.views (projection, project, key, row)
  select w.projection, w.project, w.key, w.row::json
  from unnest(p_view_projections, p_view_projects, p_view_keys, p_view_rows) as w (projection, project, key, row)
  order by 1, 2, 3
  on conflict (projection, project, key) do update set row = excluded.row;
  if 'null' = any (p_view_rows) then
    delete from layercake.views v
    using unnest(p_view_projections, p_view_projects, p_view_keys, p_view_rows) as w (projection, project, key, row)
    where w.row = 'null' and v.projection = w.projection and v.project = w.project and v.key = w.key;
  end if;`
const writeViews = `
create function layercake.write_views(
  p_view_projections text[], p_view_projects text[], p_view_keys text[], p_view_rows text[]
) returns void language plpgsql as $$
begin${writeRows}
end
$$`

/** False, and nothing written, when the share was lost. */
const writeProgress = `
create function layercake.write_progress(
  p_reader text, p_share integer, p_token text, p_position bigint,
  p_projections text[], p_projects text[], p_keys text[], p_rows text[]
) returns boolean language plpgsql as $$
begin
  if not layercake.advance_checkpoint(p_reader, p_share, p_token, p_position) then
    return false;
  end if;
  perform layercake.write_views(p_projections, p_projects, p_keys, p_rows);
  return true;
end
$$`

const renameViews = `
create function layercake.rename_views(p_from text, p_to text) returns void language plpgsql as $$
begin
  if p_from = p_to then
    return;
  end if;
  delete from layercake.views where projection = p_to;
  update layercake.views set projection = p_to where projection = p_from;
end
$$`

const dropViews = `
create function layercake.drop_views(p_projection text) returns void language plpgsql as $$
begin
  delete from layercake.views where projection = p_projection;
end
$$`

export const viewTables = Effect.gen(function* () {
  const sql = yield* SqlClient
  for (const statement of [viewTable, writeViews, writeProgress, renameViews, dropViews])
    yield* sql.unsafe(statement)
})
