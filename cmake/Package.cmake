# What an installation has besides the programs, and the Debian package (scripts/package).

install(PROGRAMS scripts/slurm/prolog scripts/slurm/epilog scripts/slurm/task_prolog
        DESTINATION ${CMAKE_INSTALL_LIBEXECDIR}/logwrap/slurm)
install(FILES scripts/slurm/plugstack.conf scripts/slurm/example.sbatch DESTINATION ${CMAKE_INSTALL_DATADIR}/logwrap/slurm)
install(DIRECTORY docs/ DESTINATION ${CMAKE_INSTALL_DOCDIR} FILES_MATCHING PATTERN "*.md")
install(FILES README.md CHANGELOG.md LICENSE DESTINATION ${CMAKE_INSTALL_DOCDIR})

set(CPACK_GENERATOR DEB)
set(CPACK_PACKAGE_CONTACT "The maintainers of logwrap <logwrap@localhost>")
set(CPACK_PACKAGING_INSTALL_PREFIX /usr)
set(CPACK_STRIP_FILES ON)
set(CPACK_DEBIAN_FILE_NAME DEB-DEFAULT)
set(CPACK_DEBIAN_PACKAGE_SECTION admin)
set(CPACK_DEBIAN_PACKAGE_SHLIBDEPS ON)
set(CPACK_DEBIAN_PACKAGE_SUGGESTS slurmd)
set(CPACK_DEBIAN_COMPRESSION_TYPE gzip) # of a few MB: that it is made quickly is worth more
include(CPack)
