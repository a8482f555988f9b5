# cmake --install build --prefix P: the program, its plugins, libgolden, the kit for other DUTs.
# cpack -G DEB makes a package of it.
set(lockwalk_package_dir ${CMAKE_INSTALL_LIBDIR}/cmake/lockwalk)

install(TARGETS lockwalk RUNTIME DESTINATION ${CMAKE_INSTALL_BINDIR})
install(TARGETS dut_rtl dut_bugs dut_systemc dut_csim LIBRARY DESTINATION ${CMAKE_INSTALL_LIBDIR}/lockwalk)
install(TARGETS lockwalk_golden EXPORT lockwalk-targets LIBRARY DESTINATION ${CMAKE_INSTALL_LIBDIR})
install(EXPORT lockwalk-targets NAMESPACE lockwalk:: DESTINATION ${lockwalk_package_dir})

install(FILES tb/face/golden.h DESTINATION ${CMAKE_INSTALL_INCLUDEDIR}/lockwalk)
install(FILES tb/face/golden_dpi.svh tb/face/lockwalk_golden.py DESTINATION ${CMAKE_INSTALL_DATADIR}/lockwalk)
# The DUT socket: headers keep their paths from the root, so that they include each other as they
# stand here.
install(FILES golden/format.h golden/flags.def golden/regime.h
  DESTINATION ${CMAKE_INSTALL_INCLUDEDIR}/lockwalk/kit/golden)
install(FILES csim/port.def csim/port.h csim/wires.h DESTINATION ${CMAKE_INSTALL_INCLUDEDIR}/lockwalk/kit/csim)
install(FILES tb/dut.h DESTINATION ${CMAKE_INSTALL_INCLUDEDIR}/lockwalk/kit/tb)
# For platforms in SystemC, as sources: SystemC links only code of its own C++ standard.
install(DIRECTORY tb/systemc DESTINATION ${CMAKE_INSTALL_DATADIR}/lockwalk/systemc/tb)
install(FILES tb/dut/dut.h tb/dut/wave_golden.h tb/dut/adapter.hpp tb/dut/instance.hpp tb/dut/pieces.hpp
  DESTINATION ${CMAKE_INSTALL_INCLUDEDIR}/lockwalk/kit/tb/dut)
install(FILES tb/dut/kit/lockwalk-dut.cmake tb/dut/verilate.cmake tb/dut/verilated_hooks.h
  DESTINATION ${CMAKE_INSTALL_DATADIR}/lockwalk)
# The pages, at their paths, so that what one says of another is found.
install(FILES README.md CONTRIBUTING.md LICENSE DESTINATION ${CMAKE_INSTALL_DOCDIR})
file(GLOB pages CONFIGURE_DEPENDS RELATIVE ${PROJECT_SOURCE_DIR} rtl/README.md csim/README.md golden/README.md
  scripts/README.md tb/README.md tb/*/README.md tb/dut/kit/README.md tests/README.md tests/*/README.md waves/README.md
  waves/example.png)
foreach(page IN LISTS pages)
  get_filename_component(folder ${page} DIRECTORY)
  install(FILES ${page} DESTINATION ${CMAKE_INSTALL_DOCDIR}/${folder})
endforeach()

include(CMakePackageConfigHelpers)
configure_package_config_file(tb/dut/kit/lockwalk-config.cmake.in ${PROJECT_BINARY_DIR}/package/lockwalk-config.cmake
  INSTALL_DESTINATION ${lockwalk_package_dir}
  PATH_VARS CMAKE_INSTALL_BINDIR CMAKE_INSTALL_INCLUDEDIR CMAKE_INSTALL_DATADIR)
write_basic_package_version_file(${PROJECT_BINARY_DIR}/package/lockwalk-config-version.cmake COMPATIBILITY
  SameMinorVersion)
install(FILES ${PROJECT_BINARY_DIR}/package/lockwalk-config.cmake
  ${PROJECT_BINARY_DIR}/package/lockwalk-config-version.cmake
  DESTINATION ${lockwalk_package_dir})
# The kit also from the build tree, not installed.
file(WRITE ${PROJECT_BINARY_DIR}/lockwalk-config.cmake "set(LOCKWALK_PROGRAM \"${PROJECT_BINARY_DIR}/lockwalk\")
set(LOCKWALK_KIT_INCLUDE \"${PROJECT_SOURCE_DIR}\")
set(LOCKWALK_KIT_DATA \"${PROJECT_SOURCE_DIR}/tb/dut\")
include(\"${PROJECT_SOURCE_DIR}/tb/dut/kit/lockwalk-dut.cmake\")
")

# Relative to where the file lies, so that cmake --install --prefix may put it anywhere.
file(RELATIVE_PATH prefix_from_pkgconfig /p/${CMAKE_INSTALL_LIBDIR}/pkgconfig /p)
configure_file(tb/face/lockwalk-golden.pc.in ${PROJECT_BINARY_DIR}/lockwalk-golden.pc @ONLY)
install(FILES ${PROJECT_BINARY_DIR}/lockwalk-golden.pc DESTINATION ${CMAKE_INSTALL_LIBDIR}/pkgconfig)

set(CPACK_GENERATOR DEB)
set(CPACK_PACKAGE_NAME lockwalk)
set(CPACK_PACKAGE_CONTACT "The Lockwalk developers <lockwalk@localhost>")
set(CPACK_PACKAGE_DESCRIPTION_SUMMARY "lockstep verification of page-table walkers and TLBs")
set(CPACK_PACKAGING_INSTALL_PREFIX /usr)
set(CPACK_STRIP_FILES ON)
set(CPACK_DEBIAN_FILE_NAME DEB-DEFAULT)
set(CPACK_DEBIAN_PACKAGE_SHLIBDEPS ON)
set(CPACK_DEBIAN_PACKAGE_SECTION electronics)
set(CPACK_DEBIAN_PACKAGE_SUGGESTS "gtkwave, verilator, cmake, g++")
# The library lies beside the program that the package is about.
set(CPACK_DEBIAN_PACKAGE_GENERATE_SHLIBS ON)
set(CPACK_DEBIAN_PACKAGE_CONTROL_EXTRA "")
include(CPack)
