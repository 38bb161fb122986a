-- purpose: where rates are gathered before they are laid beside the known ones
CREATE TEMP TABLE incoming_rates (
    date date NOT NULL,
    base text NOT NULL,
    quote text NOT NULL,
    rate numeric(24,12) NOT NULL
) ON COMMIT DROP
