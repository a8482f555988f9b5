profile 1
ad=fault # a DUT that updates A and D is caught
