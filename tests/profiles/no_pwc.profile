profile 1
page_walk_cache=none
