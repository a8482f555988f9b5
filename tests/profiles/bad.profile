profile 1
ad=false
