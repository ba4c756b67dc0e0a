# `cmake --install`: bin, lib, include, share/saccade, a CMake package (saccade::saccade, saccade::media) and pkg-config.
include(CMakePackageConfigHelpers)

set_target_properties(saccade_shared PROPERTIES EXPORT_NAME saccade)
set_target_properties(saccade_static PROPERTIES EXPORT_NAME saccade_static)
foreach(library saccade_shared saccade_static)
  target_include_directories(${library} INTERFACE $<INSTALL_INTERFACE:${CMAKE_INSTALL_INCLUDEDIR}>)
  target_compile_features(${library} INTERFACE cxx_std_20)
endforeach()
set(saccade_installed saccade_shared)
if(TARGET saccade_media_shared)
  set_target_properties(saccade_media_shared PROPERTIES EXPORT_NAME media INSTALL_RPATH "$ORIGIN")
  list(APPEND saccade_installed saccade_media_shared)
endif()

install(TARGETS ${saccade_installed} EXPORT saccade_targets
        RUNTIME DESTINATION ${CMAKE_INSTALL_BINDIR} LIBRARY DESTINATION ${CMAKE_INSTALL_LIBDIR}
        ARCHIVE DESTINATION ${CMAKE_INSTALL_LIBDIR})
install(TARGETS saccade_static ARCHIVE DESTINATION ${CMAKE_INSTALL_LIBDIR})
install(DIRECTORY include/saccade DESTINATION ${CMAKE_INSTALL_INCLUDEDIR})
install(DIRECTORY src/solutions/graphs DESTINATION ${CMAKE_INSTALL_DATADIR}/saccade FILES_MATCHING PATTERN "*.pbtxt")
install(FILES models.lock.json DESTINATION ${CMAKE_INSTALL_DATADIR}/saccade)
install(PROGRAMS tools/models.py DESTINATION ${CMAKE_INSTALL_DATADIR}/saccade)

install(EXPORT saccade_targets NAMESPACE saccade:: DESTINATION ${CMAKE_INSTALL_LIBDIR}/cmake/saccade)
configure_package_config_file(cmake/saccadeConfig.cmake.in ${CMAKE_BINARY_DIR}/saccadeConfig.cmake
                              INSTALL_DESTINATION ${CMAKE_INSTALL_LIBDIR}/cmake/saccade)
write_basic_package_version_file(${CMAKE_BINARY_DIR}/saccadeConfigVersion.cmake COMPATIBILITY SameMinorVersion)
install(FILES ${CMAKE_BINARY_DIR}/saccadeConfig.cmake ${CMAKE_BINARY_DIR}/saccadeConfigVersion.cmake
        DESTINATION ${CMAKE_INSTALL_LIBDIR}/cmake/saccade)
configure_file(cmake/saccade.pc.in ${CMAKE_BINARY_DIR}/saccade.pc @ONLY)
install(FILES ${CMAKE_BINARY_DIR}/saccade.pc DESTINATION ${CMAKE_INSTALL_LIBDIR}/pkgconfig)
