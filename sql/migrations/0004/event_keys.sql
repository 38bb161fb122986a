-- purpose: an event of a sale in which the account is vendor and affiliate is named with the role that it was told in.
-- idempotence: may be run again; a key that has its role is left alone.
UPDATE warehouse.analytics_events AS event
SET event_key = event.event_key || '/' || (event.metadata ->> 'role')
FROM warehouse.ad_accounts AS account
WHERE account.id = event.ad_account_id AND account.platform = 'clickbank'
  AND event.source = event.metadata ->> 'vendor'
  AND right(event.event_key, length(event.metadata ->> 'role') + 1) <> '/' || (event.metadata ->> 'role');
