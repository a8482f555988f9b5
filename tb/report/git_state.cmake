# cmake -P: writes OUT, a header with the commit of SOURCE and whether files differ from it; left
# alone when it says so already.
set(state "")
execute_process(COMMAND git -C ${SOURCE} describe --always --dirty --abbrev=12 OUTPUT_VARIABLE state ERROR_QUIET
  OUTPUT_STRIP_TRAILING_WHITESPACE)
if(state STREQUAL "")
  set(state "unknown")
endif()
set(text "#define LOCKWALK_GIT_STATE \"${state}\"\n")
set(old "")
if(EXISTS ${OUT})
  file(READ ${OUT} old)
endif()
if(NOT text STREQUAL old)
  file(WRITE ${OUT} "${text}")
endif()
