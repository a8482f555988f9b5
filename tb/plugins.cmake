# The RTL as C++ (verilate.cmake runs Verilator), and the plugins made of it: dut_rtl.so,
# dut_bugs.so, dut_systemc.so.
find_program(VERILATOR verilator)
if(NOT VERILATOR)
  message(FATAL_ERROR "verilator is missing: Debian package verilator (scripts/setup installs all of them)")
endif()
execute_process(COMMAND ${VERILATOR} --getenv VERILATOR_ROOT OUTPUT_VARIABLE verilator_root
  OUTPUT_STRIP_TRAILING_WHITESPACE COMMAND_ERROR_IS_FATAL ANY)
set(verilator_include ${verilator_root}/include)
if(NOT EXISTS ${verilator_include}/verilated.cpp)
  message(FATAL_ERROR "Verilator's run-time library is not in ${verilator_include}")
endif()

# What UBSan finds in code that is not ours: the models' tracing writes words at odd addresses, the
# models shift masks that they hold as negative numbers, and so does the FST writer.
set(relax_model $<$<BOOL:${LOCKWALK_SANITIZE}>:-fno-sanitize=alignment,shift-base>)
set(relax_library $<$<BOOL:${LOCKWALK_SANITIZE}>:-fno-sanitize=undefined>)

# Verilator's own run-time library, once for all plugins. Its hooks (what becomes of $stop, $fatal,
# $finish and printed text) are ours.
add_library(verilated STATIC
  ${verilator_include}/verilated.cpp
  ${verilator_include}/verilated_dpi.cpp
  ${verilator_include}/verilated_fst_c.cpp
  ${verilator_include}/verilated_threads.cpp)
target_include_directories(verilated SYSTEM PUBLIC ${verilator_include} ${verilator_include}/vltstd)
target_compile_definitions(verilated PUBLIC VM_TRACE=1 VM_TRACE_FST=1 VM_TRACE_VCD=0 VM_COVERAGE=0 VM_SC=0)
target_compile_options(verilated PRIVATE -w ${relax_library} -include ${CMAKE_CURRENT_SOURCE_DIR}/verilated_hooks.h)
# Atomics are a library of their own for clang; gcc has them built in.
target_link_libraries(verilated PUBLIC PkgConfig::zlib Threads::Threads $<$<CXX_COMPILER_ID:Clang>:atomic>)
set_target_properties(verilated PROPERTIES POSITION_INDEPENDENT_CODE ON CXX_VISIBILITY_PRESET hidden
  C_VISIBILITY_PRESET hidden)

# The reader of FST dumps, for the bench itself: the file that Verilator brings.
add_library(fst STATIC ${verilator_include}/gtkwave/fstapi.c ${verilator_include}/gtkwave/fastlz.c
  ${verilator_include}/gtkwave/lz4.c)
target_include_directories(fst SYSTEM PUBLIC ${verilator_include}/gtkwave)
target_compile_definitions(fst PRIVATE FST_CONFIG_INCLUDE="fst_config.h")
target_compile_options(fst PRIVATE -w ${relax_library})
target_link_libraries(fst PRIVATE PkgConfig::zlib Threads::Threads)

file(GLOB rtl_files CONFIGURE_DEPENDS ${PROJECT_SOURCE_DIR}/rtl/*.sv ${PROJECT_SOURCE_DIR}/rtl/*.svh
  ${PROJECT_SOURCE_DIR}/rtl/*.f)

# lockwalk_model(NAME PREFIX FROM SOURCES DEPENDS OPTION...): an object library of one model, one
# translation unit, in a folder of its own.
function(lockwalk_model name prefix from sources depends)
  set(dir ${CMAKE_CURRENT_BINARY_DIR}/${name})
  set(unit ${dir}/${prefix}__ALL.cpp)
  set(options --cc --prefix ${prefix} --trace-fst -O3 --x-assign fast -Wno-fatal ${ARGN})
  add_custom_command(OUTPUT ${unit}
    COMMAND ${CMAKE_COMMAND} -D VERILATOR=${VERILATOR} -D FROM=${from} -D DIR=${dir} -D UNIT=${unit}
      -D "OPTIONS=${options}" -D "SOURCES=${sources}" -P ${CMAKE_CURRENT_SOURCE_DIR}/verilate.cmake
    DEPENDS ${depends} ${CMAKE_CURRENT_SOURCE_DIR}/verilate.cmake
    COMMENT "Verilating ${name}" VERBATIM)
  add_library(${name} OBJECT ${unit})
  target_include_directories(${name} SYSTEM PUBLIC ${dir})
  target_compile_options(${name} PRIVATE -w ${relax_model})
  target_link_libraries(${name} PUBLIC verilated)
  set_target_properties(${name} PROPERTIES POSITION_INDEPENDENT_CODE ON CXX_VISIBILITY_PRESET hidden)
endfunction()
set(wave_names ${CMAKE_CURRENT_SOURCE_DIR}/wave_names.sv)
set(wave_bind ${CMAKE_CURRENT_SOURCE_DIR}/wave_bind.sv)
# lockwalk_verilate(NAME PREFIX ARCH OPTION...): the RTL. x-initial unique: what reset does not
# clear starts with seeded random bits; that costs nothing once the model is built. Tracing that is
# compiled in and not used costs nothing either, and a build without it would start with other
# random bits (5.006): the run with waves must be the run without.
function(lockwalk_verilate name prefix arch)
  lockwalk_model(${name} ${prefix} ${PROJECT_SOURCE_DIR}/rtl
    "-f;files.f;mmu_probe.sv;mmu_assert.sv;tlb_assert.sv;mmu_bind.sv;${wave_names};${wave_bind}"
    "${rtl_files};${wave_names};${wave_bind}"
    --top-module mmu -GArch=${arch} --x-initial unique -y ${PROJECT_SOURCE_DIR}/rtl -I${PROJECT_SOURCE_DIR}/rtl ${ARGN})
endfunction()
set(rtl_options)
if(LOCKWALK_ASSERT)
  list(APPEND rtl_options --assert)
endif()
# The models by their suffix: architecture, and on RISC-V the width of addresses.
set(parameters_riscv 0 -GXlen=64)
set(parameters_rv32 0 -GXlen=32)
set(parameters_x86 1)
foreach(kind riscv rv32 x86)
  lockwalk_verilate(model_rtl_${kind} lw_rtl_${kind} ${parameters_${kind}} ${rtl_options})
  lockwalk_verilate(model_bugs_${kind} lw_rtl_${kind} ${parameters_${kind}} --assert +define+LOCKWALK_BUGS)
endforeach()
# What stands beside the DUT in a waveform.
lockwalk_model(model_golden lw_golden ${CMAKE_CURRENT_SOURCE_DIR} "${wave_names};wave_golden.sv"
  "${wave_names};${CMAKE_CURRENT_SOURCE_DIR}/wave_golden.sv"
  --top-module golden --x-initial fast)

# lockwalk_plugin(NAME ADAPTER MODELS): build/NAME.so, which exports lockwalk_dut() and nothing else
# that matters.
function(lockwalk_plugin name adapter models)
  add_library(${name} MODULE ${adapter} verilated_model.cpp verilated_golden.cpp)
  set_target_properties(${name} PROPERTIES PREFIX "" CXX_VISIBILITY_PRESET hidden)
  target_link_libraries(${name} PRIVATE ${models}_riscv ${models}_rv32 ${models}_x86 model_golden lockwalk_own)
endfunction()
lockwalk_plugin(dut_rtl dut_verilated.cpp model_rtl)
lockwalk_plugin(dut_bugs dut_verilated.cpp model_bugs)
target_compile_definitions(dut_bugs PRIVATE LOCKWALK_BUGS)
lockwalk_plugin(dut_systemc dut_systemc.cpp model_rtl)
target_sources(dut_systemc PRIVATE dut_verilated.cpp systemc/mmu_module.cpp)
target_compile_definitions(dut_systemc PRIVATE LOCKWALK_DUT_SYMBOL=lockwalk_rtl)
target_link_libraries(dut_systemc PRIVATE PkgConfig::systemc)

# The cycle model as a plugin, for platforms in SystemC: compiled again, position-independent. The
# program has it built in.
file(GLOB csim_sources CONFIGURE_DEPENDS ${PROJECT_SOURCE_DIR}/golden/*.c ${PROJECT_SOURCE_DIR}/csim/*.c)
add_library(dut_csim MODULE dut_csim.c ${csim_sources})
set_target_properties(dut_csim PROPERTIES PREFIX "" C_VISIBILITY_PRESET hidden)
target_compile_definitions(dut_csim PRIVATE LOCKWALK_PLUGIN)
target_link_libraries(dut_csim PRIVATE lockwalk_own)
