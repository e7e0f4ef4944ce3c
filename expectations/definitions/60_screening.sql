-- What a screening claims, beside what it wrote. `claims` and `cells` lie in the order of
-- the files: rows are paired by their place. Planted rows stand at the end of each.

create view claimed as
select a.row, a.cells, k.is_kept
from given_cells a
positional join claims k;

create view changed as
select g.row
from (select row, cells from claimed where is_kept) g
positional join kept_cells w
where g.cells is distinct from w.cells
union all
select g.row
from (select row, cells from claimed where is_kept is distinct from true) g
positional join removed_cells w
where g.cells is distinct from w.cells;

-- Contact points whose first row, of those that are kept or removed as duplicates, is a
-- duplicate: of nobody, or of a row that comes after it.
create view kept_after_their_duplicates as
with placed as (
    select row_number() over () as place, a.point, a.country, k.is_kept
    from audience a
    positional join claims k
    where a.row >= 0
),
compared as (
    select place, point, country, is_kept from placed where is_kept
    union all
    select d.place, d.point, d.country, false
    from (select * from placed where not is_kept) d
    positional join (select reason from removed where row >= 0) r
    where r.reason = 'duplicate'
),
keyed as (
    select
        p.place,
        p.is_kept,
        case
            when c.aliases_repeat then wide_key(p.point, c.channel, region_of(p.country, c))
            else strict_key(p.point, c.channel, region_of(p.country, c))
        end as key
    from compared p, campaign c
)
select key
from keyed
where key is not null
group by key
having not arg_min(is_kept, place);

create view reasons_in_order as
select * from (
    values
    ('address_missing', 1), ('address_invalid', 2), ('deceased', 3), ('minor', 4),
    ('erased', 5), ('objected', 6), ('complained', 7), ('unsubscribed', 8),
    ('blocked', 9), ('on_register', 10), ('paused', 11), ('hard_bounced', 12),
    ('consent_withdrawn', 13), ('consent_refused', 14), ('wording_invalid', 15),
    ('evidence_missing', 16), ('method_refused', 17), ('consent_expired', 18),
    ('consent_pending', 19), ('other_address', 20), ('other_purpose', 21),
    ('other_channel', 22), ('relationship_expired', 23), ('transaction_only', 24),
    ('processor_only', 25), ('other_controller', 26), ('unknown_origin', 27),
    ('role_address', 28), ('disposable_address', 29), ('frequency_cap', 30),
    ('duplicate', 31)
) as reasons (reason, place);

create view totals as
select
    0 as row,
    (select count(*) from audience where row >= 0) as audience,
    (select count(*) from kept where row >= 0) as kept,
    (select count(*) from removed where row >= 0) as removed
union all
select * from planted_totals;
