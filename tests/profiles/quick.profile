profile 1
latency=1
