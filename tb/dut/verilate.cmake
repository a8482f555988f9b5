# cmake -P: runs Verilator over SOURCES in FROM into DIR and writes UNIT, one C++ file that includes
# all the files it made. A list made after the run needs no knowledge of how a Verilator version
# splits and names them, and one unit lets the compiler see the whole model.
file(REMOVE_RECURSE ${DIR})
file(MAKE_DIRECTORY ${DIR})
execute_process(
  COMMAND ${VERILATOR} ${OPTIONS} --Mdir ${DIR} ${SOURCES}
  WORKING_DIRECTORY ${FROM} RESULT_VARIABLE result)
if(NOT result EQUAL 0)
  message(FATAL_ERROR "Verilator failed (${result})")
endif()
file(GLOB parts RELATIVE ${DIR} ${DIR}/*.cpp)
list(SORT parts)
set(text "")
foreach(part IN LISTS parts)
  string(APPEND text "#include \"${part}\"\n")
endforeach()
file(WRITE ${UNIT} "${text}")
