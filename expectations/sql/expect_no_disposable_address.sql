-- Mailboxes at disposable domains, where the campaign removes them.
select row from disposable_addresses
