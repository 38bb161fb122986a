-- purpose: name events of a sale in which the account is vendor and affiliate without the role; where both roles' events
--   are there, the vendor's only.
-- idempotence: may be run again.
UPDATE warehouse.analytics_events AS event
SET event_key = left(event.event_key, -length('/' || (event.metadata ->> 'role')))
FROM warehouse.ad_accounts AS account
WHERE account.id = event.ad_account_id AND account.platform = 'clickbank'
  AND event.source = event.metadata ->> 'vendor'
  AND right(event.event_key, length(event.metadata ->> 'role') + 1) = '/' || (event.metadata ->> 'role')
  AND (event.metadata ->> 'role' = 'VENDOR' OR NOT EXISTS (
      SELECT FROM warehouse.analytics_events AS other
      CROSS JOIN LATERAL left(event.event_key, -length('/' || (event.metadata ->> 'role'))) AS without_role
      WHERE other.ad_account_id = event.ad_account_id AND other.event_date = event.event_date
        AND other.event_key IN (without_role, without_role || '/VENDOR')));
