profile 1
formats=sv48
