"""The demo: 14 months of ads through everything, each cent compared with the truth, in one command."""
