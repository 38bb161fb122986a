-- purpose: platforms' campaigns, fifty an account, and a plan with a tracking id for each of ClickBank's
-- grain: campaign
-- parameters: none
WITH made AS (
    INSERT INTO warehouse.campaigns (ad_account_id, campaign_id, campaign_name, platform, status, currency, fetched_at)
    SELECT account.id, account.account_id || 'c' || n, 'Campaign ' || n || ' of ' || account.name, account.platform,
           CASE WHEN mod(n, 10) = 0 THEN 'paused' ELSE 'active' END, account.currency, now()
    FROM warehouse.ad_accounts AS account CROSS JOIN generate_series(1, 50) AS n
    RETURNING ad_account_id, campaign_id, campaign_name, platform
)
INSERT INTO app.campaigns (user_id, team_id, name, platform, status, tracking_id)
SELECT connection.user_id, connection.team_id, made.campaign_name, 'clickbank', 'active', made.campaign_id
FROM made JOIN app.marketing_accounts AS connection USING (ad_account_id)
WHERE made.platform = 'clickbank'
