-- Contacts whom an active suppression in scope names and no later consent lifts.
select row from kept_despite('suppression')
