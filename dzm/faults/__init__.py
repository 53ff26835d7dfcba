"""Proof of the promise about mails: nothing twice, nothing silently lost, whatever is killed. See `bench_faults`."""
