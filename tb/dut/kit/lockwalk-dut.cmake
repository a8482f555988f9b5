# lockwalk_add_dut(NAME n TOP module SOURCES file... ADAPTER adapter.cpp [PROFILE file]
# [VERILATOR_ARGS arg...]): runs Verilator over the sources and builds NAME.so, a plugin for
# `lockwalk run --dut`. Comes with find_package(lockwalk); the tree's own examples use it too. The
# adapter finds the class V<TOP> in "V<TOP>.h". LOCKWALK_KIT_INCLUDE holds tb/dut/dut.h,
# LOCKWALK_KIT_DATA verilate.cmake and the hooks.
if(NOT VERILATOR)
  find_program(VERILATOR verilator)
  if(NOT VERILATOR)
    message(FATAL_ERROR "lockwalk_add_dut needs verilator (Debian package verilator)")
  endif()
endif()

# Verilator's run-time library, once a project. $stop, $fatal, $finish and printed text go to the
# adapter (adapter.hpp).
function(lockwalk_dut_library)
  if(TARGET verilated OR TARGET lockwalk_verilated)
    return()
  endif()
  execute_process(COMMAND ${VERILATOR} --getenv VERILATOR_ROOT OUTPUT_VARIABLE root OUTPUT_STRIP_TRAILING_WHITESPACE
    COMMAND_ERROR_IS_FATAL ANY)
  find_package(Threads REQUIRED)
  find_package(ZLIB REQUIRED)
  set(from ${root}/include)
  add_library(lockwalk_verilated STATIC ${from}/verilated.cpp ${from}/verilated_dpi.cpp ${from}/verilated_fst_c.cpp
    ${from}/verilated_threads.cpp)
  target_include_directories(lockwalk_verilated SYSTEM PUBLIC ${from} ${from}/vltstd)
  target_compile_definitions(lockwalk_verilated PUBLIC VM_TRACE=1 VM_TRACE_FST=1 VM_TRACE_VCD=0 VM_COVERAGE=0 VM_SC=0)
  target_compile_features(lockwalk_verilated PUBLIC cxx_std_17)
  target_compile_options(lockwalk_verilated PRIVATE -w -O2 -include ${LOCKWALK_KIT_DATA}/verilated_hooks.h)
  target_link_libraries(lockwalk_verilated PUBLIC ZLIB::ZLIB Threads::Threads)
  set_target_properties(lockwalk_verilated PROPERTIES POSITION_INDEPENDENT_CODE ON CXX_VISIBILITY_PRESET hidden)
endfunction()

function(lockwalk_add_dut)
  cmake_parse_arguments(DUT "" "NAME;TOP;ADAPTER;PROFILE" "SOURCES;VERILATOR_ARGS" ${ARGN})
  foreach(wanted NAME TOP ADAPTER SOURCES)
    if(NOT DUT_${wanted})
      message(FATAL_ERROR "lockwalk_add_dut: ${wanted} is missing")
    endif()
  endforeach()
  if(DUT_UNPARSED_ARGUMENTS)
    message(FATAL_ERROR "lockwalk_add_dut: what is ${DUT_UNPARSED_ARGUMENTS}?")
  endif()
  lockwalk_dut_library()
  set(library lockwalk_verilated)
  if(TARGET verilated)
    set(library verilated)
  endif()
  set(dir ${CMAKE_CURRENT_BINARY_DIR}/${DUT_NAME}.model)
  set(unit ${dir}/V${DUT_TOP}__ALL.cpp)
  set(sources)
  foreach(source IN LISTS DUT_SOURCES)
    get_filename_component(path ${source} ABSOLUTE)
    list(APPEND sources ${path})
  endforeach()
  set(options --cc --prefix V${DUT_TOP} --top-module ${DUT_TOP} --trace-fst --assert -O3 --x-assign unique --x-initial
    unique -Wno-fatal ${DUT_VERILATOR_ARGS})
  add_custom_command(OUTPUT ${unit}
    COMMAND ${CMAKE_COMMAND} -D VERILATOR=${VERILATOR} -D FROM=${CMAKE_CURRENT_SOURCE_DIR} -D DIR=${dir} -D UNIT=${unit}
      -D "OPTIONS=${options}" -D "SOURCES=${sources}" -P ${LOCKWALK_KIT_DATA}/verilate.cmake
    DEPENDS ${sources} ${LOCKWALK_KIT_DATA}/verilate.cmake
    COMMENT "Verilating ${DUT_NAME}" VERBATIM)
  add_library(${DUT_NAME}_model OBJECT ${unit})
  target_include_directories(${DUT_NAME}_model SYSTEM PUBLIC ${dir})
  target_compile_options(${DUT_NAME}_model PRIVATE -w $<$<BOOL:${LOCKWALK_SANITIZE}>:-fno-sanitize=alignment>)
  target_link_libraries(${DUT_NAME}_model PUBLIC ${library})
  set_target_properties(${DUT_NAME}_model PROPERTIES POSITION_INDEPENDENT_CODE ON CXX_VISIBILITY_PRESET hidden)
  # The profile as text in the plugin.
  set(profile "static const char *const lockwalk_profile = nullptr;\n")
  if(DUT_PROFILE)
    get_filename_component(path ${DUT_PROFILE} ABSOLUTE)
    set_property(DIRECTORY APPEND PROPERTY CMAKE_CONFIGURE_DEPENDS ${path})
    file(READ ${path} text)
    set(profile "static const char *const lockwalk_profile = R\"profile(${text})profile\";\n")
  endif()
  file(CONFIGURE OUTPUT ${CMAKE_CURRENT_BINARY_DIR}/${DUT_NAME}.profile/lockwalk_profile.h CONTENT "${profile}" @ONLY)
  add_library(${DUT_NAME} MODULE ${DUT_ADAPTER})
  target_include_directories(${DUT_NAME} PRIVATE ${LOCKWALK_KIT_INCLUDE}
    ${CMAKE_CURRENT_BINARY_DIR}/${DUT_NAME}.profile)
  target_link_libraries(${DUT_NAME} PRIVATE ${DUT_NAME}_model)
  set_target_properties(${DUT_NAME} PROPERTIES PREFIX "" CXX_VISIBILITY_PRESET hidden)
endfunction()
