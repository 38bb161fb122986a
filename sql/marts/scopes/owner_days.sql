-- purpose: whose figures of which days are computed again: those of everyone who sees a touched account, of people whose
--   connection, team or currency changed, and of teams whose accounts or currency did
-- grain: scope, owner, day
-- rule: what is expected on days on which an account was not loaded depends on what was loaded of it before. So whenever
--   a day of an account is touched, so are the later ones on which it was not loaded, or not the day before, and any of the
--   owner's was: that reaches every day, week and month with such a gap
CREATE TEMP TABLE owner_days ON COMMIT DROP AS
WITH concerned AS (
    SELECT 'user' AS scope, user_id AS owner_id, ad_account_id, date FROM claimed WHERE user_id IS NOT NULL
    UNION
    SELECT scope, owner_id, ad_account_id, claimed.date FROM claimed JOIN owner_accounts USING (ad_account_id)
    WHERE claimed.user_id IS NULL
    UNION
    SELECT scope, owner_id, ad_account_id, loaded.date
    FROM claimed_records AS record
    JOIN owner_accounts ON scope = 'team' AND owner_id = record.subject_id
    JOIN ops.loaded_days AS loaded USING (ad_account_id)
    WHERE record.subject = 'team_accounts' AND loaded.stream = 'campaign_daily'
), earliest AS (
    SELECT scope, owner_id, ad_account_id, min(date) AS date FROM concerned
    WHERE ad_account_id IN (SELECT ad_account_id FROM ops.stream_state WHERE stream = 'campaign_daily')
    GROUP BY scope, owner_id, ad_account_id
), other AS (
    SELECT DISTINCT scope, owner_id, loaded.date
    FROM (SELECT scope, owner_id, min(date) AS date FROM earliest GROUP BY scope, owner_id) AS owner
    JOIN owner_accounts USING (scope, owner_id)
    JOIN ops.loaded_days AS loaded USING (ad_account_id)
    WHERE loaded.stream = 'campaign_daily' AND loaded.date > owner.date
)
SELECT scope, owner_id, date FROM concerned
UNION
SELECT scope, owner_id, other.date
FROM other JOIN earliest USING (scope, owner_id)
WHERE other.date > earliest.date
  AND 2 > (SELECT count(*) FROM ops.loaded_days AS loaded
           WHERE loaded.ad_account_id = earliest.ad_account_id AND loaded.stream = 'campaign_daily'
             AND loaded.date IN (other.date, other.date - 1))
UNION
SELECT known.scope, known.owner_id, known.date
FROM claimed_records AS record
JOIN marts.analytics AS known ON known.scope = 'team' AND known.owner_id = record.subject_id AND known.type = 'daily'
WHERE record.subject = 'team_accounts'
