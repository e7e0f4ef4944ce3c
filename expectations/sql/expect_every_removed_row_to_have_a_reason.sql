-- Removed rows that do not say why.
select row
from removed
where filled(reason) is null or filled(reasons) is null or filled(explanation) is null
