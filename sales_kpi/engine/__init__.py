"""The pure engine: values and rules, without env, clock, random source or database."""
