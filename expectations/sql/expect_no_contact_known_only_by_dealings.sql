-- Contacts without a recorded ground whom only dealings brought into the books.
select point from ungrounded where has_dealings
