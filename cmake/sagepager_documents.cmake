# The libraries of src/codec/*_documents.c, which only the platform posix has: the target that links
# them (sgp_document_libs), and their entries of the pkg-config file (SGP_PC_REQUIRES, SGP_PC_LIBS).
#
# cJSON is found by pkg-config or on CMAKE_PREFIX_PATH, or is given by SGP_CJSON_INCLUDE (the folder
# that contains cjson/cJSON.h) and SGP_LIB_cjson (the library's file).

function(sgp_find_cjson)
    find_path(SGP_CJSON_INCLUDE cjson/cJSON.h HINTS ${PC_CJSON_INCLUDE_DIRS})
    find_library(SGP_LIB_cjson cjson HINTS ${PC_CJSON_LIBRARY_DIRS})
    if(NOT SGP_CJSON_INCLUDE OR NOT SGP_LIB_cjson)
        message(FATAL_ERROR "cJSON is not found: install libcjson-dev, name its folder in "
            "CMAKE_PREFIX_PATH, or set SGP_CJSON_INCLUDE and SGP_LIB_cjson")
    endif()
    add_library(SgpCJSON INTERFACE IMPORTED GLOBAL)
    set_target_properties(SgpCJSON PROPERTIES
        INTERFACE_INCLUDE_DIRECTORIES "${SGP_CJSON_INCLUDE}"
        INTERFACE_LINK_LIBRARIES "${SGP_LIB_cjson}")
endfunction()

# Adds the library `file` to the pkg-config file: as the package `name` if that has this very file,
# else by its folder.
macro(sgp_pc_add file name link_libraries)
    if("${file}" IN_LIST ${link_libraries})
        list(APPEND SGP_PC_REQUIRES ${name})
    else()
        get_filename_component(folder "${file}" DIRECTORY)
        get_filename_component(library "${file}" NAME_WE)
        string(REGEX REPLACE "^lib" "" library "${library}")
        list(APPEND SGP_PC_LIBS "-L${folder} -l${library}")
    endif()
endmacro()

add_library(sgp_document_libs INTERFACE)
set(SGP_PC_REQUIRES "")
set(SGP_PC_LIBS "")
if(SGP_PLATFORM STREQUAL "posix")
    find_package(PkgConfig QUIET)
    if(PkgConfig_FOUND)
        pkg_check_modules(PC_CJSON QUIET libcjson)
    endif()
    sgp_find_cjson()
    find_package(EXPAT REQUIRED)
    sgp_pc_add("${SGP_LIB_cjson}" libcjson PC_CJSON_LINK_LIBRARIES)
    sgp_pc_add("${EXPAT_LIBRARY}" expat PC_EXPAT_LINK_LIBRARIES)
    target_link_libraries(sgp_document_libs INTERFACE SgpCJSON EXPAT::EXPAT)
endif()
