-- purpose: bulk load of incoming rates
COPY incoming_rates (date, base, quote, rate) FROM STDIN
