-- purpose: take what was planned back.
DROP TABLE app.bonuses, app.workflows, app.content, app.ai_generations, app.creative_assets, app.creatives, app.campaign_publications,
    app.campaign_drafts, app.campaigns;
