"""Replays a telephone exchange's call log through the gateway's HTTP API."""
