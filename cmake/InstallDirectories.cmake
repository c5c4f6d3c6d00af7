# Before anything is installed: makes the folders that are not there yet, open to everybody. Who installs may have a umask of
# 077, to which CMake keeps; who runs logwrapctl is others. Those that are there stay as they are.

set(folders)
foreach(folder IN ITEMS ${CMAKE_INSTALL_BINDIR} ${CMAKE_INSTALL_LIBEXECDIR}/logwrap/slurm lib/slurm
                        ${CMAKE_INSTALL_DATADIR}/logwrap/slurm ${CMAKE_INSTALL_DOCDIR})
  if(IS_ABSOLUTE ${folder}) # not below the prefix
    continue()
  endif()
  set(above)
  string(REPLACE "/" ";" parts ${folder})
  foreach(part IN LISTS parts)
    string(APPEND above "/${part}")
    list(APPEND folders ${above})
  endforeach()
endforeach()
list(REMOVE_DUPLICATES folders)
install(CODE "set(folders \"${folders}\")")
install(CODE [[
  foreach(folder IN ITEMS "" ${folders})
    set(folder $ENV{DESTDIR}${CMAKE_INSTALL_PREFIX}${folder})
    if(NOT EXISTS ${folder})
      file(MAKE_DIRECTORY ${folder})
      file(CHMOD ${folder} PERMISSIONS OWNER_READ OWNER_WRITE OWNER_EXECUTE GROUP_READ GROUP_EXECUTE WORLD_READ WORLD_EXECUTE)
    endif()
  endforeach()]])
