-- The codes that a table may hold (contract section 2), written here once more: the gate
-- does not take them from where the toolkit keeps them.

create macro known_consents_channel(txt) as txt in ('email', 'sms', 'voice', 'post', '*');

create macro known_consents_action(txt) as
    txt in ('requested', 'given', 'confirmed', 'refused', 'withdrawn');

create macro known_relationships_role(txt) as txt in ('controller', 'processor');

create macro known_suppressions_match(txt) as
    txt in ('address', 'contact_id', 'domain', 'md5', 'sha1', 'sha256', 'sha512');

create macro known_suppressions_reason(txt) as txt in (
    'deceased', 'minor', 'erased', 'objected', 'complained', 'unsubscribed', 'blocked',
    'on_register', 'paused', 'hard_bounced'
);

create macro known_suppressions_channel(txt) as
    txt in ('email', 'sms', 'voice', 'post', '*');

create macro known_suppressions_blocks(txt) as txt in ('marketing', 'all');

create macro known_sends_channel(txt) as txt in ('email', 'sms', 'voice', 'post');
